// Light or dark as the notebook or the reader's system is; a button of a page sets it by hand.
export function isDark() {
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  if (document.documentElement.dataset.theme) return document.documentElement.dataset.theme === "dark";
  if (jpThemeLight) return jpThemeLight === "false";
  if (vscodeThemeKind) return vscodeThemeKind.includes("dark");
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

export function follow(root) {
  const set = () => {
    const wanted = isDark() ? "dark" : "light";
    if (root.dataset.theme !== wanted) root.dataset.theme = wanted; // what is watched must not be written in vain
  };
  const watch = new MutationObserver(set),
    system = matchMedia("(prefers-color-scheme: dark)");
  for (const node of [document.body, document.documentElement]) watch.observe(node, { attributes: true });
  system.addEventListener("change", set);
  set();
  return () => {
    watch.disconnect();
    system.removeEventListener("change", set);
  };
}

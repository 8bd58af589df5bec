// The home in a file: the payload stands in the page, and quotes stand for texts.
import { App } from "./app.mjs";
import { decode } from "./data.mjs";
import { fileHost } from "./host.mjs";
import { follow, isDark } from "./theme.mjs";

export async function open() {
  const root = document.getElementById("explorer"),
    packed = document.getElementById("payload").textContent;
  const bytes = Uint8Array.from(atob(packed.trim()), (char) => char.charCodeAt(0));
  for (const one of [root, document.body]) follow(one);
  document.getElementById("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  });
  const data = await decode(bytes);
  const first = data.texts["stories.page"].some(Boolean) ? { view: "stories" } : {}; // as an index of pages
  let state = first;
  try {
    if (location.hash.length > 1) state = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  } catch {
    state = first;
  }
  root.replaceChildren();
  globalThis.newslabExplorer = new App(root, data, fileHost(data), { state });
}

(() => {
  const plot = document.getElementById("{plot_id}"), field = document.createElement("input");
  field.type = "search";
  field.placeholder = "find a term";
  field.setAttribute("aria-label", "find a term");
  field.style.cssText = "font:inherit;padding:4px 8px;margin:4px;max-width:16em";
  plot.before(field);
  plot.parentElement.style.height = "auto";
  field.addEventListener("input", () => {
    const asked = field.value.trim().toLowerCase();
    plot.data.forEach((trace, at) => {
      const rows = trace.customdata || [], found = [];
      rows.forEach((row, n) => { if (String(row[0]).toLowerCase().includes(asked)) found.push(n); });
      const usual = (n) => (trace.meta || [])[n] || "";
      const told = rows.map((row, n) => asked ? (found.includes(n) ? row[0] : "") : usual(n));
      Plotly.restyle(plot, { selectedpoints: [asked ? found : null], text: [told] }, [at]);
    });
  });
})();

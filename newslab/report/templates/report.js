const looks = JSON.parse(document.getElementById("looks").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");

function draw() {
  const look = looks[dark.matches ? "dark" : "light"];
  document.querySelectorAll(".plot").forEach((place) => {
    const given = JSON.parse(document.getElementById(place.id + "-data").textContent);
    const fit = { paper_bgcolor: look.paper, plot_bgcolor: look.paper, autosize: true, width: undefined };
    Object.assign(given.layout, fit);
    given.layout.font.color = look.ink;
    given.data.forEach((trace) => { if (trace.type === "heatmap" && !trace.meta) trace.colorscale = look.scale; });
    Plotly.react(place, given.data, given.layout, { responsive: true, displaylogo: false, displayModeBar: false });
  });
}

draw();
dark.addEventListener("change", draw);

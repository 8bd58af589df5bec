// The home in a notebook: an anywidget whose texts come from the kernel.
import { App } from "./app.mjs";
import { decode } from "./data.mjs";
import { h } from "./dom.mjs";
import { kernelHost } from "./host.mjs";
import { follow } from "./theme.mjs";

export async function render({ model, el }) {
  const root = h("div", { class: "nlx" });
  el.replaceChildren(root);
  const stop = follow(root);
  const host = kernelHost(model);
  let held = model.get("payload");
  if (!held?.byteLength) {
    root.replaceChildren(h("p", { class: "hint missing" }, "The articles are asked of the kernel…"));
    try {
      held = await host.payload(); // too large to be kept in a notebook
    } catch (error) {
      root.replaceChildren(h("p", { class: "hint missing" }, `Nothing to show: ${error.message}.`));
      return () => {
        stop();
        host.close();
      };
    }
  }
  const data = await decode(new Uint8Array(held.buffer, held.byteOffset, held.byteLength));
  const keep = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const app = new App(root, data, host, {
    state: model.get("state"),
    edits: model.get("corrections"),
    onState: (state) => {
      if (JSON.stringify(state) !== JSON.stringify(model.get("state"))) keep("state", state);
    },
    onSelected: (found) =>
      keep(
        "selected",
        Object.fromEntries(Object.entries(found).map(([table, bits]) => [table, new DataView(bits.buffer)])),
      ),
    onEdits: (edits) => keep("corrections", edits),
  });
  const given = () => {
    const wanted = model.get("given");
    app.store.setAll([...app.store.filters.keys()].map((key) => [key, null]));
    for (const [table, rows] of Object.entries(wanted)) app.given(table, rows, "Chosen in a cell");
  };
  const stated = () => {
    if (JSON.stringify(model.get("state")) !== JSON.stringify(app.stateOf())) app.restore(model.get("state"));
  };
  model.on("change:given", given);
  model.on("change:state", stated);
  return () => {
    model.off("change:given", given);
    model.off("change:state", stated);
    stop();
    app.close();
  };
}

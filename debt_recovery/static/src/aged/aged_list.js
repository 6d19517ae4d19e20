import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { AgedBanner } from "./aged_banner";

export class AgedListRenderer extends ListRenderer {
    static template = "debt_recovery.AgedListRenderer";
    static components = { ...ListRenderer.components, AgedBanner };
}

registry.category("views").add("recovery_aged_list", {
    ...listView,
    Renderer: AgedListRenderer,
});

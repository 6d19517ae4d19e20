import { Component, onWillStart, useState } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * Getting started: seven lines, each with its money and the list to mend it in.
 *
 * All that is said and decided comes from the server (`recovery.start`); this page
 * shows it, and asks again after whatever a button did.
 */
export class RecoveryStart extends Component {
    static template = "debt_recovery.Start";
    static components = { Layout, Dropdown, DropdownItem };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: null, open: {}, busy: "" });
        onWillStart(() => this.load());
    }

    get display() {
        return { controlPanel: {} };
    }

    get progress() {
        const { done, lines } = this.state.page;
        return _t("%(done)s of %(all)s", { done, all: lines.length });
    }

    /** The first line that is not green: its button is the one to press now. */
    get next() {
        return this.state.page.lines.find((line) => line.state !== "ok");
    }

    get finished() {
        return !this.next;
    }

    get rivalNames() {
        return this.state.page.rivals.join(", ");
    }

    may(group) {
        return this.state.page.may.includes(group);
    }

    async load() {
        this.state.page = await this.orm.call("recovery.start", "load", []);
    }

    money(amount) {
        const currencyId = this.state.page.currency_id;
        return getCurrency(currencyId) ? formatMonetary(amount, { currencyId }) : amount;
    }

    main(line) {
        return line.buttons.find((button) => button.primary) || line.buttons[0];
    }

    others(line) {
        return line.buttons.filter((button) => button !== this.main(line));
    }

    toggle(line) {
        this.state.open[line.code] = !this.state.open[line.code];
    }

    async run(name, argument = null) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = name;
        try {
            const action = await this.orm.call("recovery.start", "run", [name, argument]);
            if (action) {
                await this.action.doAction(action, { onClose: () => this.load() });
            }
            if (!action || action.type === "ir.actions.client") {
                await this.load(); // a list replaces the page, a dialog closes first
            }
        } finally {
            this.state.busy = "";
        }
    }
}

registry.category("actions").add("debt_recovery.start", RecoveryStart);

import { Component, onPatched, onMounted, useRef, useState, onWillUpdateProps } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { serializeDateTime } from "@web/core/l10n/dates";
import { formatFloat } from "@web/views/fields/formatters";
import { parseFloat } from "@web/views/fields/parsers";

const { DateTime } = luxon;

/** How the call ended: one click or key, then only what this outcome needs. */
export class CallOutcome extends Component {
    static template = "debt_recovery.CallOutcome";
    static props = {
        outcomes: Array,
        chosen: { type: Object, optional: true },
        lines: Array,
        identified: Boolean,
        onChoose: Function,
        onSave: Function,
    };

    setup() {
        this.first = useRef("first");
        this.state = useState({ ...this.fresh(), busy: false });
        onWillUpdateProps((props) => this.follow(props));
        onMounted(() => this.focus());
        onPatched(() => this.focus());
        useHotkey("control+enter", () => this.save(), { bypassEditableProtection: true });
    }

    fresh() {
        return { amount: "", touched: false, date: "", at: "", phone: "", why: "", note: "" };
    }

    /** A new outcome starts empty; the amount follows the chosen invoices until typed. */
    follow(props) {
        if (props.chosen !== this.props.chosen) {
            Object.assign(this.state, this.fresh());
            this.focused = false;
        }
        if (!this.state.touched) {
            this.state.amount = this.sum(props.lines);
        }
    }

    sum(lines) {
        const total = lines.reduce((sum, line) => sum + line.open, 0);
        return total ? formatFloat(total, { digits: [16, 2] }) : "";
    }

    focus() {
        if (this.props.chosen && !this.focused) {
            this.focused = true;
            this.first.el?.querySelector("input, textarea, button")?.focus();
        }
    }

    asks(name) {
        return this.props.chosen.asks.find((ask) => ask.name === name);
    }

    /** All outcomes, or the chosen one alone: its form stands in their place. */
    get shown() {
        return this.props.chosen ? [this.props.chosen] : this.props.outcomes;
    }

    get values() {
        const { amount, date, at, phone, why, note } = this.state;
        const values = { note };
        if (this.asks("amount")) {
            values.amount = amount ? parseFloat(amount) : 0;
        }
        if (this.asks("date")) {
            values.date = date;
        }
        if (this.asks("why")) {
            values.why = why;
        }
        if (this.asks("at")) {
            values.at = at && serializeDateTime(DateTime.fromISO(at));
            if (phone.trim()) {
                values.phone = phone.trim();
            }
        }
        return values;
    }

    async save() {
        if (!this.props.chosen || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.props.onSave(this.values);
        } finally {
            this.state.busy = false;
        }
    }
}

import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { CallOutcome } from "./call_outcome";
import { CallScript } from "./call_script";

const MOMENTS = 6;

/** One account while it is called: what is owed, what was said, what to say, and what
 * came of it. */
export class CallAccount extends Component {
    static template = "debt_recovery.CallAccount";
    static components = { CallOutcome, CallScript };
    static props = {
        account: Object,
        mayWork: Boolean,
        countdown: Number,
        onRing: Function,
        onStop: Function,
        onSave: Function,
        onForm: Function,
        onBack: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState(this.fresh(this.props.account));
        onWillUpdateProps((props) => {
            if (props.account !== this.props.account) {
                Object.assign(this.state, this.fresh(props.account));
            }
        });
        useHotkey("c", () => this.ring());
        useHotkey("m", () => (this.state.moments += 4 * MOMENTS));
        for (const outcome of this.props.account.outcomes) {
            useHotkey(outcome.key, () => this.choose(outcome.code));
        }
        useHotkey("escape", () => this.choose(""), { bypassEditableProtection: true });
    }

    /** Take down what the customer complains of, on the register's own form. */
    async complain() {
        const context = { recovery_complaint_channel: "phone" };
        const ids = [this.account.id];
        const call = this.orm.call("recovery.case", "action_complaint", [ids], {
            context,
        });
        this.action.doAction(await call);
    }

    /** Agree on a payment plan about the invoices that are ticked. */
    async plan() {
        const values = { line_ids: this.state.lines, source: "call" };
        const call = this.orm.call("recovery.case", "action_plan", [[this.account.id]], values);
        this.action.doAction(await call);
    }

    fresh(account) {
        return {
            number: 0,
            warnings: account.warnings,
            reason: "",
            identified: account.audience !== "consumer",
            incoming: false,
            outcome: "",
            lines: account.debts.filter((debt) => debt.late && debt.chased).map((d) => d.id),
            moments: MOMENTS,
        };
    }

    get account() {
        return this.props.account;
    }

    get points() {
        return formatFloat(this.account.points, { digits: [16, 0] });
    }

    get number() {
        return this.account.numbers[this.state.number];
    }

    get chosen() {
        return this.account.outcomes.find((one) => one.code === this.state.outcome);
    }

    get asksLines() {
        return Boolean(this.chosen?.asks.some((ask) => ask.name === "lines"));
    }

    get blocked() {
        return Boolean(this.account.holder || this.state.warnings.blocks.length);
    }

    get needsReason() {
        return this.state.warnings.warns.length && !this.state.reason.trim();
    }

    get lines() {
        return this.account.debts.filter((debt) => this.state.lines.includes(debt.id));
    }

    get moments() {
        return this.account.timeline.moments.slice(0, this.state.moments);
    }

    get hasMore() {
        return this.account.timeline.moments.length > this.state.moments;
    }

    async pickNumber(place) {
        this.state.number = place;
        const phone = this.number.phone;
        const args = [this.account.id, phone];
        this.state.warnings = await this.orm.call("recovery.call.desk", "check_number", args);
    }

    toggleLine(debt) {
        const { lines } = this.state;
        this.state.lines = lines.includes(debt.id)
            ? lines.filter((id) => id !== debt.id)
            : [...lines, debt.id];
    }

    open(debt) {
        return formatFloat(debt.open, { digits: [16, 2] });
    }

    ring() {
        if (this.props.mayWork && this.number && !this.blocked && !this.needsReason) {
            this.props.onRing(this.number, this.state.reason);
        }
    }

    choose(code) {
        if (this.props.mayWork) {
            this.props.onStop();
            this.state.outcome = code;
        }
    }

    async save(values) {
        await this.props.onSave(this.state.outcome, {
            contact_id: this.number?.contact_id,
            phone: this.number?.phone || "",
            reason: this.state.reason,
            incoming: this.state.incoming,
            identified: this.state.identified,
            line_ids: this.asksLines ? this.state.lines : [],
            ...values,
        });
    }
}

import { Component, onWillStart, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { MatchChoice } from "./match_choice";

const MATCH = "recovery.match";

/**
 * Receipts to match: bank lines that nobody matched, each with what it may pay.
 *
 * All is read from the ledger at that moment; a decision is asked of the server, which
 * looks again before it books. One key a decision: j and k to move, a to accept.
 */
export class ReceiptsToMatch extends Component {
    static template = "debt_recovery.ReceiptsToMatch";
    static components = { Layout, MatchChoice };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({
            page: null,
            here: 0,
            choosing: false,
            more: {},
            reason: null,
            busy: false,
        });
        onWillStart(() => this.load());
        useHotkey("j", () => this.step(1));
        useHotkey("k", () => this.step(-1));
        useHotkey("a", () => this.acceptHere());
        useHotkey("c", () => this.choose(this.here));
        useHotkey("x", () => this.setAside(this.here));
    }

    get display() {
        return { controlPanel: {} };
    }

    get here() {
        return this.state.page.lines[this.state.here];
    }

    get left() {
        return this.state.page.total - this.state.page.lines.length;
    }

    async load() {
        this.state.page = await this.orm.call(MATCH, "load", []);
        this.state.here = Math.min(this.state.here, Math.max(this.state.page.lines.length - 1, 0));
        this.state.choosing = false;
    }

    async loadMore() {
        const { lines } = this.state.page;
        const page = await this.orm.call(MATCH, "load", [lines.length]);
        this.state.page.lines = [...lines, ...page.lines];
        this.state.page.total = page.total;
    }

    step(move) {
        const last = this.state.page.lines.length - 1;
        this.state.here = Math.min(Math.max(this.state.here + move, 0), Math.max(last, 0));
        document
            .querySelector(`.o_recovery_receipt[data-place="${this.state.here}"]`)
            ?.scrollIntoView({ block: "nearest" });
    }

    isHere(place) {
        return place === this.state.here && this.state.page.may_work && !this.env.isSmall;
    }

    /** Ask for one decision, then look at the ledger again. */
    async decide(method, args, done) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.call(MATCH, method, args);
            if (done) {
                this.notification.add(done, { type: "success" });
            }
        } finally {
            this.state.busy = false;
            await this.load();
        }
    }

    acceptHere() {
        const guess = this.here?.guesses[0];
        if (guess && guess.is_likely && this.state.page.may_work) {
            this.accept(this.here, guess);
        }
    }

    accept(line, guess) {
        const done = _t("%(amount)s matched: %(customer)s", {
            amount: line.amount,
            customer: guess.partner,
        });
        return this.decide("accept", [line.id, guess.key], done);
    }

    choose(line) {
        if (line && this.state.page.may_work) {
            this.state.choosing = this.state.choosing === line.id ? false : line.id;
        }
    }

    acceptChosen(line, partnerId, debtIds) {
        return this.decide("accept_debts", [line.id, partnerId, debtIds], _t("Matched"));
    }

    setAside(line) {
        if (line && this.state.page.may_work) {
            this.decide("set_aside", [line.id], _t("Not a customer payment"));
        }
    }

    takeBack(one) {
        return this.decide("take_back", [one.id], _t("Taken back"));
    }

    async goOn() {
        await this.decide("go_on", [this.state.reason], _t("Late reminders leave today"));
        this.state.reason = null;
    }
}

registry.category("actions").add("debt_recovery.receipts_to_match", ReceiptsToMatch);

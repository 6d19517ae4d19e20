import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CallAccount } from "./call_account";
import { CallQueue } from "./call_queue";
import { dialer } from "./dialer";

const DESK = "recovery.call.desk";
const PAUSE = 3; // seconds between an outcome and the next ring of a campaign

/**
 * The call desk: whom to call on the left, one account on the right.
 *
 * One call to the server a page of the list, one an account. In a campaign the next
 * account comes, and rings, once the outcome of the call before is saved.
 */
export class CallDesk extends Component {
    static template = "debt_recovery.CallDesk";
    static components = { Layout, CallAccount, CallQueue };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        const params = this.props.action.params || {};
        this.state = useState({
            rows: [],
            total: 0,
            choices: null,
            mayWork: false,
            filters: { scope: "mine" },
            account: null,
            campaignId: params.campaign_id || false,
            countdown: 0,
            done: 0,
            busy: false,
            list: !params.case_id,
        });
        onWillStart(() => this.start(params));
        onWillDestroy(() => this.close());
        useHotkey("n", () => this.next());
        useHotkey("j", () => this.step(1));
        useHotkey("k", () => this.step(-1));
        useHotkey("p", () => this.stopCountdown());
    }

    get display() {
        return { controlPanel: {} };
    }

    async start(params) {
        if (!(await user.hasGroup("debt_recovery.group_agent"))) {
            this.state.filters.scope = "all"; // a reader has no calls of his own
        }
        await this.loadQueue();
        if (params.case_id) {
            await this.open(params.case_id);
        } else if (this.campaign && this.campaign.open) {
            await this.next();
        } else if (this.state.rows.length && !this.env.isSmall) {
            await this.open(this.state.rows[0].id);
        }
    }

    /** Give back the customer in hand. */
    close() {
        this.stopCountdown();
        if (this.state.mayWork && this.state.account) {
            this.orm.silent.call(DESK, "leave", []);
        }
    }

    // --- the list ------------------------------------------------------------------

    get campaign() {
        const { choices, campaignId } = this.state;
        return choices?.campaigns.find((one) => one.id === campaignId);
    }

    get filters() {
        const campaign = this.state.campaignId;
        return campaign ? { ...this.state.filters, campaign_id: campaign } : this.state.filters;
    }

    async loadQueue(offset = 0) {
        const page = await this.orm.call(DESK, "queue", [this.filters, offset]);
        this.state.rows = offset ? [...this.state.rows, ...page.rows] : page.rows;
        this.state.total = page.total;
        this.state.mayWork = page.may_work;
        this.state.choices = page.choices || this.state.choices;
    }

    async filter(changes) {
        Object.assign(this.state.filters, changes);
        await this.loadQueue();
    }

    async chooseCampaign(id) {
        this.stopCountdown();
        this.state.campaignId = id || false;
        this.state.done = 0;
        await this.loadQueue();
        if (id && this.campaign?.open) {
            await this.next();
        }
    }

    step(move) {
        const { rows, account } = this.state;
        const place = rows.findIndex((row) => row.id === account?.id);
        const row = rows[Math.min(Math.max(place + move, 0), rows.length - 1)];
        if (row && row.id !== account?.id) {
            this.open(row.id);
        }
    }

    // --- one account ---------------------------------------------------------------

    async open(caseId) {
        this.stopCountdown();
        const account = await this.orm.call(DESK, "account", [caseId, this.state.campaignId]);
        this.state.account = account;
        this.noticeId = false;
        this.state.list = false;
    }

    backToList() {
        this.stopCountdown();
        this.state.list = true;
    }

    /** The next case: of the campaign, else the one below in the list. */
    async next() {
        if (this.state.busy) {
            return;
        }
        if (!this.state.campaignId) {
            this.step(1);
            return;
        }
        this.state.busy = true;
        try {
            await this.openNext(await this.orm.call(DESK, "next", [this.state.campaignId]));
        } finally {
            this.state.busy = false;
        }
    }

    async openNext(caseId) {
        if (!caseId) {
            this.state.account = null;
            this.state.list = true;
            this.notification.add(_t("Nobody is left to call in this campaign."), {
                type: "success",
            });
            return;
        }
        await this.open(caseId);
        this.startCountdown();
    }

    async ring(number, reason) {
        this.stopCountdown();
        const { account } = this.state;
        const answer = await this.orm.call(DESK, "ring", [
            account.id,
            number.contact_id,
            number.phone,
            reason,
        ]);
        if (answer.mode === "tel") {
            dialer.open(number.phone);
        } else {
            this.noticeId = answer.notice_id;
            this.notification.add(answer.said, { type: "info" });
        }
    }

    async save(code, values) {
        const { account, campaignId } = this.state;
        const answer = await this.orm.call(DESK, "record", [
            account.id,
            code,
            { ...values, notice_id: this.noticeId },
            campaignId,
        ]);
        this.state.done += 1;
        this.notification.add(answer.said.join(" ") || _t("Written down."), {
            type: "success",
        });
        const place = this.state.rows.findIndex((row) => row.id === account.id);
        await this.loadQueue();
        if (campaignId) {
            await this.openNext(answer.next);
        } else {
            await this.openAfter(account.id, place);
        }
    }

    /** Go on with the row that took the place of the one that was called. */
    async openAfter(caseId, place) {
        const rows = this.state.rows.filter((row) => row.id !== caseId);
        const row = rows[Math.min(Math.max(place, 0), rows.length - 1)];
        if (!row || this.env.isSmall) {
            this.state.account = null;
            this.state.list = true;
            await this.orm.call(DESK, "leave", []);
        } else {
            await this.open(row.id);
        }
    }

    openForm() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "recovery.case",
            res_id: this.state.account.id,
            views: [[false, "form"]],
        });
    }

    // --- the next ring of a campaign -------------------------------------------------

    startCountdown() {
        const { account } = this.state;
        const free = account.numbers.length && !account.holder;
        if (!free || account.warnings.blocks.length || account.warnings.warns.length) {
            return; // a person decides first
        }
        this.state.countdown = PAUSE;
        this.timer = setInterval(() => {
            this.state.countdown -= 1;
            if (this.state.countdown <= 0) {
                this.ring(account.numbers[0], "");
            }
        }, 1000);
    }

    stopCountdown() {
        clearInterval(this.timer);
        this.state.countdown = 0;
    }
}

registry.category("actions").add("debt_recovery.calls", CallDesk);

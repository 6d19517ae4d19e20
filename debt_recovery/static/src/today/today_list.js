import { onWillRender, useState, useSubEnv } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { listView } from "@web/views/list/list_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { PileListController, takenBack } from "../desk/piles";
import { ApproveDialog } from "./approve_dialog";
import { TodayPreview } from "./today_preview";

const DIALOGS = {
    edit: "action_edit",
    skip: "action_skip",
    hold: "action_hold",
    leave_out: "action_leave_out",
};

/**
 * Today's reminders: the list, and beside it the message of the row that is looked at.
 *
 * Everything goes by keyboard: up and down, A approve, X select, E edit, S skip,
 * H hold, L leave out an invoice, O open the account, Z take back.
 */
export class TodayListController extends PileListController {
    static template = "debt_recovery.TodayListView";
    static components = { ...PileListController.components, TodayPreview };

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.today = useState({ id: false, version: 0, canAct: false });
        this.act = this.act.bind(this);
        useSubEnv({ recoveryToday: this.today });
        user.hasGroup("debt_recovery.group_agent").then((can) => (this.today.canAct = can));
        onWillRender(() => this.keepOneShown());
        this.setupKeys();
    }

    setupKeys() {
        const keys = {
            j: () => this.step(1),
            k: () => this.step(-1),
            arrowdown: () => this.step(1),
            arrowup: () => this.step(-1),
            a: () => this.act("approve"),
            x: () => this.current?.toggleSelection(),
            e: () => this.act("edit"),
            s: () => this.act("skip"),
            h: () => this.act("hold"),
            l: () => this.act("leave_out"),
            o: () => this.act("open"),
            z: () => this.takeBack(this.justApproved),
        };
        for (const [key, callback] of Object.entries(keys)) {
            useHotkey(key, callback, { allowRepeat: key.startsWith("arrow") });
        }
    }

    // --- the row that is looked at ---------------------------------------------

    get shownRecords() {
        return this.model.isReady && !this.model.useSampleModel ? this.model.root.records : [];
    }

    get current() {
        return this.shownRecords.find((record) => record.resId === this.today.id);
    }

    /** After a reload the row may be gone: look at the one that took its place. */
    keepOneShown() {
        const records = this.shownRecords;
        if (!this.current) {
            const place = Math.min(this.place || 0, records.length - 1);
            this.today.id = records[place]?.resId || false;
        }
        this.place = Math.max(0, records.indexOf(this.current));
    }

    step(by) {
        const records = this.shownRecords;
        const place = Math.min(Math.max((this.place || 0) + by, 0), records.length - 1);
        this.today.id = records[place]?.resId || false;
        const row = this.rootRef.el?.querySelectorAll(".o_data_row")[place];
        row?.scrollIntoView({ block: "nearest" });
    }

    async openRecord(record) {
        if (this.env.isSmall) {
            return super.openRecord(...arguments);
        }
        this.today.id = record.resId;
    }

    // --- what one may do ---------------------------------------------------------

    async act(what) {
        if (what === "open") {
            return this.openAccount();
        }
        if (!this.today.canAct || !this.today.id) {
            return;
        }
        if (what === "approve") {
            return this.approve();
        }
        const held = what === "hold" || what === "leave_out";
        const caseId = this.current?.data.case_id?.id;
        return this.press(DIALOGS[what], async () => {
            if (held && caseId) {
                await this.orm.call("recovery.case", "action_measure", [[caseId]]);
            }
            await this.refresh();
        });
    }

    /** Press a button of the reminder that is looked at. */
    press(name, onClose) {
        return this.actionService.doActionButton({
            type: "object",
            name,
            resModel: "recovery.notice",
            resId: this.today.id,
            resIds: [this.today.id],
            context: this.props.context,
            onClose,
        });
    }

    async openAccount() {
        if (this.today.id) {
            await this.press("action_open_case");
        }
    }

    /** One row leaves at once; for several the dialog says first who is left out. */
    async approve() {
        if (!this.hasSelectedRecords) {
            return this.approveOne(this.today.id);
        }
        const ids = await this.model.root.getResIds(true);
        const preview = await this.orm.call("recovery.notice", "approval_preview", [ids]);
        this.dialog.add(ApproveDialog, {
            preview,
            confirm: async () => {
                const args = [preview.ids];
                this.tell(await this.orm.call("recovery.notice", "approve_possible", args));
                await this.refresh();
            },
        });
    }

    async approveOne(id) {
        const result = await this.orm.call("recovery.notice", "approve_possible", [[id]]);
        if (result.excluded.length) {
            return this.approveAlone(result.excluded[0]);
        }
        this.tell(result);
        await this.refresh();
    }

    /** What needs a written reason asks for it; the rest says why it stays. */
    async approveAlone(excluded) {
        if (excluded.ask) {
            return this.press("action_approve", () => this.refresh());
        }
        this.notification.add(`${excluded.name} – ${excluded.why}`, { type: "warning" });
    }

    tell(result) {
        this.justApproved = result.queued;
        if (!result.queued.length) {
            const text = _t("Approved once; a second person approves it too.");
            return this.notification.add(text, { type: "info" });
        }
        const text = result.leaves
            ? _t("%(count)s approved: leaves at %(time)s.", {
                  count: result.queued.length,
                  time: result.leaves,
              })
            : _t("%(count)s approved.", { count: result.queued.length });
        this.notification.add(text, {
            type: "success",
            buttons: [
                { name: _t("Take back"), onClick: () => this.takeBack(result.queued) },
            ],
        });
    }

    async takeBack(ids) {
        if (ids?.length) {
            this.justApproved = [];
            const found = await this.orm.call("recovery.notice", "take_back", [ids]);
            this.notification.add(...takenBack(found));
            await this.refresh();
        }
    }

    async refresh() {
        await this.model.root.load();
        this.today.version++;
    }
}

export class TodayListRenderer extends ListRenderer {
    setup() {
        super.setup();
        this.today = useState(this.env.recoveryToday);
    }

    getRowClass(record) {
        const shown = record.resId && record.resId === this.today.id;
        return super.getRowClass(record) + (shown ? " o_recovery_shown table-active" : "");
    }
}

registry.category("views").add("recovery_today_list", {
    ...listView,
    Controller: TodayListController,
    Renderer: TodayListRenderer,
});

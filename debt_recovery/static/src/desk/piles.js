import {
    Component,
    onMounted,
    onWillStart,
    onWillUpdateProps,
    useRef,
    useState,
} from "@odoo/owl";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

/** Return the words and the tone for what was taken back, as the server tells it. */
export function takenBack({ back, gone }) {
    if (!gone) {
        return [_t("Taken back: nothing of it left."), { type: "info" }];
    }
    const text = _t("%(back)s taken back; %(gone)s had left already.", { back, gone });
    return [text, { type: "warning" }];
}

/**
 * The head of the pages of "To do": five piles with their counts, what leaves in a
 * moment and can be taken back, and steps that could leave by themselves.
 *
 * Loads with the list and again whenever the list does.
 */
export class DeskPiles extends Component {
    static template = "debt_recovery.DeskPiles";
    static props = { model: Object, shown: String };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.desk = useState({
            piles: [],
            leaving: { count: 0 },
            unread: 0,
            proposals: [],
            rivals: [],
            canAct: false,
        });
        this.bar = useRef("piles");
        this.latest = new KeepLast();
        onWillStart(() => Promise.all([this.load(), this.loadProposals(), this.loadRights()]));
        // on a phone the pile that is open may lie outside the bar
        onMounted(() => {
            const here = this.bar.el.querySelector(".o_recovery_here");
            here?.scrollIntoView({ block: "nearest", inline: "center" });
        });
        // again when the list shows other records; a mere selection changes none
        onWillUpdateProps((next) => {
            if (next.shown !== this.props.shown) {
                this.load();
            }
        });
    }

    async load() {
        const asked = this.orm.call("recovery.desk", "state", []);
        Object.assign(this.desk, await this.latest.add(asked));
    }

    async loadRights() {
        this.desk.canAct = await user.hasGroup("debt_recovery.group_agent");
    }

    async loadProposals() {
        this.desk.proposals = await this.orm.call("recovery.desk", "proposals", []);
    }

    isHere(pile) {
        return this.env.config.actionXmlId === pile.action;
    }

    get isMend() {
        return this.desk.piles.some((pile) => pile.code === "mend" && this.isHere(pile));
    }

    openUnread() {
        return this.action.doAction("debt_recovery.recovery_webhook_action", {
            additionalContext: { search_default_failed: 1 },
        });
    }

    open(pile) {
        return this.action.doAction(pile.action, { clearBreadcrumbs: true });
    }

    openLeaving() {
        return this.action.doAction("debt_recovery.recovery_notice_action_leaving");
    }

    async takeBack() {
        const ids = this.desk.leaving.ids;
        const found = await this.orm.call("recovery.notice", "take_back", [ids]);
        this.notification.add(...takenBack(found));
        await this.props.model.root.load();
        await this.load();
    }

    async answer(proposal, accepted) {
        await this.orm.call("recovery.desk", "set_automatic", [proposal.id, accepted]);
        await this.loadProposals();
    }
}

/** Give a list or kanban controller the head above its records. */
const withPiles = (Controller, template) =>
    class extends Controller {
        static template = template;
        static components = { ...Controller.components, DeskPiles };

        get recordsShown() {
            const root = this.model.root;
            return `${root.count}:${root.records.map((record) => record.resId).join()}`;
        }
    };

export const PileListController = withPiles(ListController, "debt_recovery.PileListView");

registry.category("views").add("recovery_pile_list", {
    ...listView,
    Controller: PileListController,
});
registry.category("views").add("recovery_pile_kanban", {
    ...kanbanView,
    Controller: withPiles(KanbanController, "debt_recovery.PileKanbanView"),
});

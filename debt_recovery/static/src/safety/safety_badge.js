import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { session } from "@web/session";

/** Says on every screen that nothing reaches customers: test mode, or a copy. */
export class SafetyBadge extends Component {
    static template = "debt_recovery.SafetyBadge";
    static props = {};

    setup() {
        this.action = useService("action");
    }

    get safety() {
        return session.recovery_safety || { copy: false, tested: [] };
    }

    get shown() {
        return this.safety.copy || this.safety.tested.includes(user.activeCompany.id);
    }

    get words() {
        return this.safety.copy ? _t("Copy: nothing leaves") : _t("Test mode");
    }

    get hint() {
        return this.safety.copy
            ? _t("This database was copied from another: no reminder leaves from it.")
            : _t("Reminders go to the test addresses and to no customer.");
    }

    open() {
        this.action.doAction("debt_recovery.recovery_start_action", {
            clearBreadcrumbs: true,
        });
    }
}

registry
    .category("systray")
    .add("debt_recovery.safety", { Component: SafetyBadge }, { sequence: 110 });

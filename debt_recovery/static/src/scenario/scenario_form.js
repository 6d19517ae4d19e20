import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

import { ScenarioQuestion } from "./scenario_question";

/**
 * The page of a scenario: a change of a running one asks what happens to the accounts
 * inside, and nothing is saved behind the user's back.
 */
export class ScenarioFormController extends FormController {
    async onWillSaveRecord(record, changes) {
        await super.onWillSaveRecord(...arguments);
        if (!record.resId || record.resModel !== "recovery.policy") {
            return;
        }
        const effect = await this.orm.call("recovery.policy", "change_effect", [
            [record.resId],
            changes,
        ]);
        if (!effect.asks) {
            return;
        }
        const simulate = (afresh) =>
            this.orm.silent.call(
                "recovery.policy",
                "simulate_change",
                [[record.resId], changes],
                { afresh }
            );
        const choice = await this.askAboutThoseInside({ effect, simulate });
        if (!choice) {
            return false;
        }
        changes.running_change = choice;
    }

    askAboutThoseInside(props) {
        return new Promise((resolve) => {
            this.dialogService.add(
                ScenarioQuestion,
                { ...props, choose: resolve },
                { onClose: () => resolve(false) }
            );
        });
    }

    /** Looking at another tab does not save: saving asks. */
    beforeVisibilityChange() {}

    /** Nor does closing the tab: the browser asks instead. */
    async beforeUnload(ev) {
        if (this.model.root.dirty) {
            ev.preventDefault();
            ev.returnValue = "Unsaved changes";
        }
    }
}

registry.category("views").add("recovery_scenario_form", {
    ...formView,
    Controller: ScenarioFormController,
});

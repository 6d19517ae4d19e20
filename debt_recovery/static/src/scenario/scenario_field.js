import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState, useSubEnv } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { useDebounced } from "@web/core/utils/timing";
import { x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { FormRenderer } from "@web/views/form/form_renderer";

import { channelIcon } from "../channel/channel_icon";
import { renumbered, stopsOf } from "./scenario_line";
import { ScenarioSimulation } from "./scenario_simulation";

/**
 * The steps of a scenario as a line in time; the chosen one is edited beneath, in the
 * form's own fields, so that validation, discarding and translations are Odoo's.
 */
export class ScenarioField extends Component {
    static template = "debt_recovery.ScenarioField";
    static components = { FormRenderer, ScenarioSimulation };
    static props = { ...standardFieldProps, views: { type: Object, optional: true }, "*": true };

    setup() {
        this.channelIcon = channelIcon;
        this.orm = useService("orm");
        this.line = useRef("line");
        this.panel = useRef("panel");
        this.state = useState({ chosen: null, more: false, archived: false, result: null });
        this.trial = useState({ words: [], caseId: false });
        useSubEnv({ scenarioTrial: this.trial, scenarioId: () => this.props.record.resId });
        onWillStart(() => this.loadWords());
        useEffect(
            (step) => {
                if (step && !this.props.readonly && !step.isInEdition) {
                    step.switchMode("edit");
                }
            },
            () => [this.step]
        );
        useEffect(
            () => {
                this.state.result = null;
            },
            () => [this.list.id]
        );
        this.shownId = this.props.record.resId;
        onWillUpdateProps(async (next) => {
            const before = this.shownId;
            this.shownId = next.record.resId;
            if (before && before !== this.shownId) {
                this.state.chosen = null;
                await this.loadWords(this.shownId);
            }
        });
        this.takeTyping = useDebounced(() => this.commitTyping(), 500);
        useSortable({
            enable: () => !this.props.readonly,
            ref: this.line,
            elements: ".o_scenario_stop",
            groups: ".o_scenario_group",
            handle: ".o_scenario_card",
            cursor: "grabbing",
            tolerance: 10,
            touchDelay: 400,
            onDrop: ({ element, previous }) =>
                this.dropStep(element.dataset.id, previous?.dataset.id),
        });
    }

    async loadWords(resId = this.props.record.resId) {
        const ids = resId ? [resId] : [];
        const { words, case_id } = await this.orm.call("recovery.policy", "page_words", [ids]);
        Object.assign(this.trial, { words, caseId: case_id || false });
    }

    // --- what is shown -----------------------------------------------------------

    get list() {
        return this.props.record.data[this.props.name];
    }

    get groups() {
        return stopsOf(this.list.records);
    }

    get ordered() {
        return this.groups.flatMap((group) => group.steps);
    }

    get archived() {
        return this.list.records.filter((step) => !step.data.active);
    }

    get archivedLabel() {
        return _t("Archived steps (%s)", this.archived.length);
    }

    /** The chosen step; after a save its record is another, at the same place. */
    get step() {
        const chosen = this.state.chosen;
        if (!chosen) {
            return undefined;
        }
        const records = this.list.records;
        return (
            records.find((one) => one.id === chosen.id) ||
            records.find((one) => one.resId && one.resId === chosen.resId) ||
            this.ordered[chosen.place]
        );
    }

    get canSimulate() {
        return !this.props.readonly && this.props.record.resId;
    }

    badges(step) {
        const data = step.data;
        return [
            data.is_entry && data.purpose !== "statutory" && { icon: "fa-sign-in", label: _t("First contact allowed") },
            data.purpose === "statutory" && { icon: "fa-gavel", label: _t("Formal notice") },
            data.four_eyes && { icon: "fa-user-plus", label: _t("Needs two persons") },
            data.is_required && { icon: "fa-lock", label: _t("Never skipped") },
        ].filter(Boolean);
    }

    modeLabel(step) {
        const choices = step.fields.mode.selection;
        return choices.find(([key]) => key === step.data.mode)?.[1] || "";
    }

    // --- choosing and editing ------------------------------------------------------

    async choose(step) {
        if (this.step?.id === step.id) {
            return;
        }
        if (!this.props.readonly && !(await this.list.leaveEditMode({ canAbandon: false }))) {
            return;
        }
        this.state.chosen = {
            id: step.id,
            resId: step.resId,
            place: this.ordered.findIndex((one) => one.id === step.id),
        };
    }

    async close() {
        if (this.props.readonly || (await this.list.leaveEditMode({ canAbandon: false }))) {
            this.state.chosen = null;
        }
    }

    async addStep() {
        const last = this.ordered.filter((step) => step.data.trigger !== "event").at(-1);
        const sequence = Math.max(0, ...this.list.records.map((step) => step.data.sequence)) + 10;
        const context = {
            default_sequence: sequence,
            default_trigger: "due",
            default_days: last && last.data.trigger === "due" ? last.data.days + 7 : 4,
            default_channel: "email",
            default_is_entry: !last,
        };
        const words = this.ordered.findLast(
            (step) => step.data.channel === "email" && step.data.purpose === "collection"
        );
        if (words) {
            context.default_template_id = words.data.template_id.id;
            context.default_text_own = true;
        }
        if (!(await this.list.leaveEditMode({ canAbandon: false }))) {
            return;
        }
        const step = await this.list.addNewRecord({ context, position: "bottom", mode: "edit" });
        await step.update({ name: _t("New step") });
        await this.choose(step);
    }

    async setActive(step, active) {
        if (!active && !step.resId) {
            this.state.chosen = null;
            return this.list.delete(step);
        }
        await step.update({ active });
        if (active) {
            return this.choose(step);
        }
        this.state.chosen = null;
    }

    // --- order -----------------------------------------------------------------------

    groupOf(id) {
        return this.groups.find((group) => group.steps.some((step) => step.id === id));
    }

    canMove(step, by) {
        const steps = this.groupOf(step.id)?.steps || [];
        return Boolean(steps[steps.indexOf(steps.find((one) => one.id === step.id)) + by]);
    }

    async moveStep(step, by) {
        if (this.props.readonly || !this.canMove(step, by)) {
            return;
        }
        const group = this.groupOf(step.id);
        const steps = group.steps.filter((one) => one.id !== step.id);
        const place = group.steps.findIndex((one) => one.id === step.id);
        steps.splice(place + by, 0, step);
        await this.setOrder(group, steps);
    }

    async dropStep(id, previousId) {
        const group = this.groupOf(id);
        const step = group.steps.find((one) => one.id === id);
        const steps = group.steps.filter((one) => one.id !== id);
        steps.splice(steps.findIndex((one) => one.id === previousId) + 1, 0, step);
        await this.setOrder(group, steps);
    }

    async setOrder(group, steps) {
        for (const [step, sequence] of renumbered(this.groups, group, steps)) {
            await step.update({ sequence });
        }
        if (this.state.chosen) {
            this.state.chosen.place = this.ordered.findIndex((one) => one.id === this.step?.id);
        }
    }

    onKeydown(ev, step) {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[ev.key];
        if (!by) {
            return;
        }
        ev.preventDefault();
        if (ev.altKey) {
            this.moveStep(step, by);
            return;
        }
        const cards = [...this.line.el.querySelectorAll(".o_scenario_card")];
        cards[cards.indexOf(ev.currentTarget) + by]?.focus();
    }

    // --- as one types ------------------------------------------------------------------

    /** Have the fields give what is typed so far, for the preview. */
    async commitTyping() {
        if (this.panel.el?.contains(document.activeElement)) {
            const proms = [];
            this.props.record.model.bus.trigger("NEED_LOCAL_CHANGES", { proms });
            await Promise.all(proms);
        }
    }

    async simulate() {
        this.state.result = { loading: true };
        const changes = await this.props.record.getChanges();
        try {
            this.state.result = await this.orm.call("recovery.policy", "simulate_change", [
                [this.props.record.resId],
                changes,
            ]);
        } catch (error) {
            this.state.result = null;
            throw error;
        }
    }
}

registry.category("fields").add("recovery_scenario", {
    ...x2ManyField,
    component: ScenarioField,
    displayName: _t("Line of steps"),
    supportedTypes: ["one2many"],
});

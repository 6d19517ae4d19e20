import { _t } from "@web/core/l10n/translation";

const byOrder = (a, b) =>
    a.data.sequence - b.data.sequence || (a.resId || Infinity) - (b.resId || Infinity);

const isUpcoming = (step) => step.data.trigger === "due" && step.data.days <= 0;

/**
 * Put the steps in use in the order in which the ladder reads them.
 *
 * @param {Object[]} records steps of a scenario
 * @returns {{key: string, label: string, steps: Object[], passed: Set}[]} what lies
 *      before the due date, after it, and apart from it; `passed` are the ids of steps
 *      that stand behind one of a later day
 */
export function stopsOf(records) {
    const used = records.filter((step) => step.data.active).sort(byOrder);
    const after = used.filter((step) => !isUpcoming(step) && step.data.trigger !== "event");
    const passed = new Set();
    let latest = -Infinity;
    for (const step of after.filter((one) => one.data.trigger === "due")) {
        if (step.data.days < latest) {
            passed.add(step.id);
        }
        if (!step.data.is_entry) {
            // another way in, for old debts, may well stand before
            latest = Math.max(latest, step.data.days);
        }
    }
    return [
        { key: "before", label: _t("Before due"), steps: used.filter(isUpcoming), passed },
        { key: "after", label: _t("After the due date"), steps: after, passed },
        {
            key: "event",
            label: _t("When something happens"),
            steps: used.filter((step) => step.data.trigger === "event"),
            passed,
        },
    ];
}

/**
 * Return the fewest new numbers that put the steps of a group in another order.
 *
 * @param {Object[]} groups as of `stopsOf`
 * @param {Object} group the one that changes
 * @param {Object[]} steps its steps in their new order
 * @returns {[Object, number][]} steps and their new sequence
 */
export function renumbered(groups, group, steps) {
    const numbers = group.steps.map((step) => step.data.sequence);
    if (new Set(numbers).size === numbers.length) {
        return steps
            .map((step, index) => [step, numbers[index]])
            .filter(([step, number]) => step.data.sequence !== number);
    }
    const all = groups.flatMap((one) => (one.key === group.key ? steps : one.steps));
    return all
        .map((step, index) => [step, (index + 1) * 10])
        .filter(([step, number]) => step.data.sequence !== number);
}

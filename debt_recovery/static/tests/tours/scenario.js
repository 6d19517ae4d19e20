import { registry } from "@web/core/registry";

const AFTER = ".o_scenario_group[data-group=after]";
const FIRST = `${AFTER} .o_scenario_stop:eq(0) .o_scenario_card`;
const SECOND = `${AFTER} .o_scenario_stop:eq(1) .o_scenario_card`;

/** Edit the words and the day of a step, see both, simulate, save with the question. */
registry.category("web_tour.tours").add("recovery_scenario_edit", {
    steps: () => [
        { content: "open a step", trigger: FIRST, run: "click" },
        { content: "its message on a real customer", trigger: ".o_scenario_preview iframe" },
        {
            content: "other words",
            trigger: ".o_scenario_words [name=text_subject] input",
            run: "edit Solde {total}",
        },
        {
            content: "are in the preview as they are typed",
            trigger: ".o_scenario_preview_subject:contains(Solde 1)",
        },
        {
            content: "a word in braces goes where the cursor is",
            trigger: ".o_scenario_chips button:contains({company})",
            run: "click",
        },
        { trigger: ".o_scenario_preview_subject:contains(Belleroche)" },
        { content: "another day", trigger: ".o_scenario_panel [name=days] input", run: "edit 40" },
        { content: "what would change", trigger: ".o_scenario_simulate", run: "click" },
        { trigger: ".o_scenario_result tbody tr:contains(Lecoq)" },
        { content: "the line shows it", trigger: `${AFTER} .o_scenario_day:contains(40)` },
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        { content: "it asks", trigger: ".modal #running_change_continue:checked" },
        { content: "and says what follows", trigger: ".modal .o_scenario_told" },
        { trigger: ".modal #running_change_keep", run: "click" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { content: "saved, and told in the history", trigger: ".o-mail-Message:contains(40)" },
        { content: "with nothing left to save", trigger: "body:not(:has(.o_form_dirty))" },
        { trigger: ".o_scenario_panel [name=days] input:value(40)" },
        { trigger: ".o_scenario_words [name=text_subject] input:value({company})" },
    ],
});

/** Walk, reorder, add and archive steps by keyboard; discard all. */
registry.category("web_tour.tours").add("recovery_scenario_steps", {
    steps: () => [
        {
            trigger: FIRST,
            run() {
                this.anchor.focus();
            },
        },
        { content: "walk", trigger: FIRST, run: "press ArrowRight" },
        { trigger: `${SECOND}:focus`, run: "press ArrowLeft" },
        { content: "move it later", trigger: `${FIRST}:contains(First):focus`, run: "press Alt+ArrowRight" },
        { trigger: `${SECOND}:contains(First)` },
        { trigger: `${FIRST}:contains(Second)`, run: "click" },
        {
            content: "drag it before the others",
            trigger: `${AFTER} .o_scenario_card:contains(Third)`,
            run: `drag_and_drop ${AFTER} .o_scenario_stop:eq(0) .o_scenario_card`,
        },
        { trigger: `${FIRST}:contains(Third)` },
        { trigger: `${SECOND}:contains(Second)` },
        { content: "archive", trigger: ".o_scenario_archive", run: "click" },
        { trigger: "body:not(:has(.o_scenario_panel))" },
        { trigger: `body:not(:has(${AFTER} .o_scenario_card:contains(Second)))` },
        { content: "add", trigger: ".o_scenario_add button", run: "click" },
        { trigger: ".o_scenario_panel [name=days] input:value(11)" },
        { trigger: ".o_scenario_panel [name=text_own] input:checked" },
        { content: "discard", trigger: ".o_form_button_cancel", run: "click" },
        { trigger: `${FIRST}:contains(First)` },
        { trigger: `${SECOND}:contains(Second)` },
        { trigger: "body:not(:has(.o_scenario_stop:not(.o_scenario_add):eq(3)))" },
    ],
});

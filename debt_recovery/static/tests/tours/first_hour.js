import { registry } from "@web/core/registry";

const line = (code, state) => `.o_recovery_start_line[data-code=${code}][data-state=${state}]`;

const back = [
    {
        content: "back to the page",
        trigger: ".o_back_button, .breadcrumb-item a, .o_breadcrumb .o_last_breadcrumb_item",
        run() {
            history.back();
        },
    },
];

const matchChosen = [
    { content: "all rows", trigger: "thead .o_list_record_selector input", run: "click" },
    { trigger: ".o_control_panel button[name=action_recovery_match]", run: "click" },
];
const matchCustomer = [
    { trigger: ".o_group_header button[name=action_recovery_match]", run: "click" },
];

/** Lines 1 to 7 from all that is wrong to all green, then the reminders of the day. */
const firstHour = (match) => [
    { content: "nothing is set", trigger: ".o_recovery_start_lines" },
    { trigger: `${line("ledger", "todo")} [aria-expanded]`, run: "click" },
    { trigger: ".o_recovery_start_details button[name=include]", run: "click" },
    { content: "1. ties to the ledger", trigger: line("ledger", "ok") },

    { trigger: `${line("bank", "todo")} .o_recovery_start_more`, run: "click" },
    { trigger: ".o-dropdown-item[name=leave]", run: "click" },
    { content: "2. the bank, left as it is", trigger: line("bank", "ok") },

    { trigger: `${line("match", "todo")} button[name=match]`, run: "click" },
    { trigger: ".o_data_row:eq(1)" },
    ...match,
    { trigger: "body:not(:has(.o_data_row:eq(1)))" },
    ...back,
    { content: "3. matched", trigger: line("match", "ok") },

    { trigger: `${line("type", "todo")} button[name=types]`, run: "click" },
    {
        content: "one by one, or all that are selected",
        trigger: ".o_data_row button[name=action_recovery_accept_type]",
        run: "click",
    },
    { trigger: "body:not(:has(.o_data_row))" },
    ...back,
    { content: "4. who is who", trigger: line("type", "ok") },

    { trigger: `${line("reach", "todo")} button[name=reach]`, run: "click" },
    { trigger: ".o_data_row td[name=email]", run: "click" },
    { trigger: ".o_data_row [name=email] input", run: "edit compta@brehat.example" },
    { trigger: ".o_list_button_save:not(.d-none):visible", run: "click" },
    { trigger: "body:not(:has(.o_selected_row))" },
    ...back,
    { content: "5. can be reached", trigger: line("reach", "ok") },

    { trigger: `${line("sender", "todo")} button[name=sender]`, run: "click" },
    { trigger: ".modal [name=recovery_phone] input", run: "edit +33 2 41 00 00 00" },
    { trigger: ".modal button[name=action_save]", run: "click" },
    { content: "6. wording and sender", trigger: line("sender", "ok") },

    { trigger: `${line("release", "todo")} button[name=look]`, run: "click" },
    { trigger: `${line("release", "todo")} button[name=release]`, run: "click" },
    { trigger: ".modal button[name=action_release]", run: "click" },
    { trigger: `${line("release", "todo")} button[name=look]`, run: "click" },
    { content: "7. released and prepared", trigger: line("release", "ok") },
    { content: "all green", trigger: "body:not(:has([data-state=todo]))" },
    { trigger: `${line("release", "ok")} button[name=reminders]`, run: "click" },
];

registry.category("web_tour.tours").add("recovery_first_hour", {
    steps: () => [
        ...firstHour(matchChosen),
        { trigger: ".o_recovery_preview iframe" },
        { content: "approve the first", trigger: ".o_recovery_rows", run: "press a" },
        { trigger: ".o_recovery_leaving" },
    ],
});

registry.category("web_tour.tours").add("recovery_first_hour_phone", {
    steps: () => [
        ...firstHour(matchCustomer),
        { trigger: ".o_kanban_record:first button[name=action_approve]", run: "click" },
        { trigger: ".o_recovery_take_back" },
    ],
});

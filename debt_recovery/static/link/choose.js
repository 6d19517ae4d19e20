// Keeps the total of what is ticked up to date; without it the server adds up.
function parse(text) {
    const plain = text.replace(/[\s'’€$£]/g, "");
    if (!/^[\d.,]*\d$/.test(plain)) {
        return NaN;
    }
    const cents = plain.match(/[.,](\d{1,2})$/);
    const groups = plain.slice(0, cents?.index).split(/[.,]/);
    const isWrong = groups.slice(1).some((group) => group.length !== 3);
    return isWrong ? NaN : Number(`${groups.join("") || 0}.${cents?.[1] ?? 0}`);
}

for (const form of document.querySelectorAll("form.choose")) {
    const { pattern, locale } = form.dataset;
    const digits = Number(form.dataset.digits);
    const format = new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
    });
    const total = form.querySelector(".live");
    const short = form.querySelector(".short");
    const submit = form.querySelector("button.main");

    function show() {
        let [sum, isShort] = [0, false];
        for (const tick of form.querySelectorAll("input[name=line]")) {
            const field = form.elements[`amount_${tick.value}`];
            const usual = Number(tick.dataset.usual);
            const typed = field?.value.trim() ? parse(field.value) : usual;
            if (tick.checked) {
                sum += typed;
                isShort ||= typed < usual;
            }
        }
        total.textContent = Number.isNaN(sum)
            ? "–"
            : pattern.replace("0", format.format(sum));
        if (submit) {
            // a preview has a link there
            submit.disabled = !sum && !Number.isNaN(sum);
        }
        if (short) {
            short.hidden = !isShort;
        }
    }

    form.addEventListener("input", (event) => {
        const line = event.target.name?.match(/^amount_(\d+)$/)?.[1];
        if (line && event.target.value.trim()) {
            form.querySelector(`#line_${line}`).checked = true;
        }
        const field = form.elements[`amount_${event.target.value}`];
        if (event.target.name === "line" && !event.target.checked && field) {
            field.value = ""; // what was typed is meant to be paid
        }
        show();
    });
    show();
}

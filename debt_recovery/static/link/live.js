// Forms that show what comes of them while one types: the server makes the same piece
// of page that the “Update” button makes. Without this file that button does it.
const PAUSE = 300; // milliseconds without a key before the server is asked

function together(range) {
    const field = document.getElementById(range.dataset.with);
    const follow = () => (range.value = field.value || range.min);
    range.parentElement.hidden = false;
    follow();
    field.addEventListener("input", follow);
    range.addEventListener("input", () => {
        field.value = range.value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
    });
}

function choose(field) {
    field.addEventListener("input", () => {
        document.getElementById(field.dataset.choice).checked = true;
    });
}

function fitting(form) {
    for (const place of form.querySelectorAll("[data-when]")) {
        const [name, value] = place.dataset.when.split("=");
        place.hidden = form.elements[name].value !== value;
    }
}

function keepTyped(place) {
    const kept = new Map();
    for (const field of place.querySelectorAll("input[type=text], textarea")) {
        kept.set(field.id, field.value);
    }
    return () => {
        for (const [id, value] of kept) {
            const field = document.getElementById(id);
            if (field) {
                field.value = value;
            }
        }
    };
}

function say(place) {
    const told = place.querySelector(".notice, .sum");
    const said = document.getElementById(`${place.id}_said`);
    said.textContent = told?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

function live(form) {
    const place = document.getElementById(form.dataset.live);
    let timer = 0;
    let asked = null;

    async function ask() {
        asked?.abort();
        asked = new AbortController();
        const words = new URLSearchParams(new FormData(form));
        place.setAttribute("aria-busy", "true");
        try {
            const answer = await fetch(`${form.dataset.from}?${words}`, {
                signal: asked.signal,
            });
            if (answer.ok) {
                const giveBack = keepTyped(place);
                place.innerHTML = await answer.text();
                giveBack();
                say(place);
            }
            place.removeAttribute("aria-busy");
        } catch (error) {
            if (error.name !== "AbortError") {
                place.removeAttribute("aria-busy"); // the button still works
            }
        }
    }

    fitting(form);
    form.addEventListener("input", () => {
        fitting(form);
        clearTimeout(timer);
        timer = setTimeout(ask, PAUSE);
    });
}

document.querySelectorAll("[data-choice]").forEach(choose);
document.querySelectorAll("input[type=range][data-with]").forEach(together);
document.querySelectorAll("form[data-live]").forEach(live);

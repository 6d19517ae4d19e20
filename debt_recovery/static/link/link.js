// Copy buttons of the customer's page; without this file it works all the same.
const buttons = document.querySelectorAll("[data-copy]");
const done = document.getElementById("copied")?.textContent;

async function copy(text) {
    if (navigator.clipboard) {
        return navigator.clipboard.writeText(text);
    }
    const area = document.createElement("textarea"); // pages without TLS
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
}

for (const button of buttons) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
        await copy(button.dataset.copy);
        button.textContent = done;
        setTimeout(() => (button.textContent = label), 1800);
    });
}

// Says before sending that files are too many or too large; the server says it too.
function check(input) {
    const { count, size, total } = input.dataset;
    const problem = document.getElementById("files_problem").textContent;
    const sizes = [...input.files].map((file) => file.size);
    const sum = sizes.reduce((all, one) => all + one, 0);
    const isWrong = sizes.length > count || sizes.some((one) => one > size) || sum > total;
    input.setCustomValidity(isWrong ? problem : "");
    if (isWrong) {
        input.reportValidity();
    }
}

for (const input of document.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => check(input));
}

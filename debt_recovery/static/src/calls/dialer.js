/** How a number is called from here: the machine's own phone, by a `tel:` link. */
export const dialer = {
    open(phone) {
        const link = document.createElement("a");
        link.href = `tel:${phone}`;
        link.click();
    },
};

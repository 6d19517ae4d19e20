"""How the house of the demonstration uses its channels: its account, its scenario's
next channels, and what customers agreed to."""

PROOF = "Case cochée sur le bon de commande du 21 janvier 2026"
CARD = "Fiche de contact signée au magasin le 19 janvier 2026"


def set_up(story, carrier):
    """Switch the channels on for both companies; the caller commits."""
    env, house = story.books.env, story.house
    carrier.open_account(house.story | house.belgium)
    _next_channels(env)
    text = env.ref("debt_recovery.template_whatsapp_business")
    carrier.approve_form(house.story, text, "en_US", "customer", "company")
    alpenhof = story.who["alpenhof"]
    alpenhof.recovery_pref_channel = "whatsapp"
    agree(env, "whatsapp", alpenhof, PROOF)
    agree(env, "sms", story.who["namur"], CARD)


def _next_channels(env):
    """The house's own choices in the scenario of businesses: who does not answer the
    statement gets a text, who does not answer that gets a call; a message that came
    back goes on by text."""
    sms, voice, whatsapp = (
        env.ref(f"debt_recovery.template_{channel}_business")
        for channel in ("sms", "voice", "whatsapp")
    )
    for name, days, texts in (
        ("new_customer_reminder_1", 0, [sms]),
        ("business_statement", 3, [sms]),
        ("business_reminder_2", 4, [sms, voice, whatsapp]),
    ):
        env.ref(f"debt_recovery.step_{name}").write(
            {
                "fallback_after_days": days,
                "fallback_ids": [(5,), *map(_next, range(len(texts)), texts)],
            }
        )


def _next(place, text):
    vals = {"sequence": place, "channel": text.channel, "template_id": text.id}
    return (0, 0, vals)


def agree(env, channel, partner, proof):
    """Note that a customer agreed to ``channel``, with the proof of it."""
    number = partner.phone_sanitized
    env["recovery.reach"]._note_consent(
        channel, number, "opt_in", "person", proof, partner=partner
    )

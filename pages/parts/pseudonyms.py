"""Names and e-mails replaced by pseudonyms: the key that loads need then, and the replacing itself."""

import streamlit as st

from analytics.store import Store, is_pseudonymised, key_from, key_of, new_key, people_to_replace, pseudonymise
from analytics.wording import count_text, plain_text
from pages.parts import notes, session

_SETTING = "TOKEN_GAUGE_PSEUDONYM_KEY"


def key(store: Store) -> bytes | None:
    """Give the key that every load into a store needs; None where names stay as they are.

    Raises
    ------
    SettingsError
        When the store has pseudonyms and the file with the key is missing.
    """
    return key_of(store, session.settings().key_file)


def replace_names() -> None:
    """Offer to replace names and e-mails, or say that they are."""
    store, path = session.own_store(), session.settings().key_file
    where = f"the file {plain_text(str(path))}; the setting {plain_text(_SETTING)} can name another"
    if store.finishing_due:
        st.warning(
            "What was replaced or purged is still in the bytes of the store's file, for there was no room to write it"
            " anew. Free disk space, then finish it; it is tried at every start, too.",
            title="Names may still be in the file",
            icon=":material/warning:",
        )
        if st.button("Finish now", key="finish", icon=":material/cleaning_services:"):
            with st.spinner("Writing the store anew"):
                store.finish()
            st.rerun()
    if is_pseudonymised(store):
        st.markdown(
            "Names and e-mails were replaced by pseudonyms, and those of later exports are replaced as they come in."
            f" The key lies in {where}. Without it no export can be loaded."
        )
        return
    st.markdown(
        "Every name, e-mail and Autodesk ID in the store is replaced by a pseudonym such as user-0eb072f6a63163ec4ad9,"
        " and so are those of every later export as it comes in. The same person keeps the same pseudonym, so all"
        " numbers stay what they are. Custom fields, groups and notes that may name a person are replaced too, as is an"
        " e-mail in the place of a product or a team, and the cells of rows set aside are removed; the receipt of every"
        " later load says so."
    )
    st.markdown(
        f"The key lies in {where}. It is made now if there is none. It is needed to match"
        " later exports: keep it, and keep it apart from the store."
    )
    people = count_text(people_to_replace(store), "person", "people")
    st.markdown(f"**It concerns {people} and cannot be undone: the names are not kept anywhere.**")
    sure = st.checkbox("Replace all names and e-mails, for good", key="pseudonyms_sure")
    if st.button("Replace names and e-mails", key="pseudonyms", icon=":material/visibility_off:", disabled=not sure):
        with st.spinner("Replacing names and e-mails"):
            pseudonymise(store, key_from(path) if path.exists() else new_key(path))
        notes.leave("Names and e-mails are replaced by pseudonyms.")

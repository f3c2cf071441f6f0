package dev.intact.sqlite;

/** What a definition stands for besides its text, and what comes in the place of that when the definition is edited. */
interface Exchange {
    /** Adds the steps that make what comes, beside what is there. */
    void build();

    /** Adds the steps that put it in that place, while the stored schema can be edited. */
    void exchange();

    /** Adds the steps that drop what was in that place, and prove that what is there fits the definition. */
    void finish();
}

package dev.intact.sqlite;

/** How a table gets another definition. */
enum Way {
    IN_PLACE,
    REBUILD
}

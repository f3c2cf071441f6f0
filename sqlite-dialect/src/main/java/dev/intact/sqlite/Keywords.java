package dev.intact.sqlite;

import java.util.Set;

/**
 * SQLite's keywords (https://sqlite.org/lang_keywords.html), by what the grammar does with them. Most fall back to a
 * name where the keyword cannot stand: {@code key}, {@code end} and {@code desc} are common columns.
 */
final class Keywords {
    private static final Set<String> RESERVED = words("""
            add all alter and as autoincrement between case check collate commit constraint create default
            deferrable delete distinct drop else escape except exists foreign from group having in index insert
            intersect into is isnull join limit not nothing notnull null on or order primary references
            returning select set table then to transaction union unique update using values when where""");

    private static final Set<String> FALLING_BACK = words("""
            abort action after always analyze asc attach before begin by cascade cast column conflict cross
            current current_date current_time current_timestamp database deferred desc detach do each end
            exclude exclusive explain fail first following for full generated glob groups if ignore immediate
            indexed initially inner instead key last left like match materialized natural no nulls of offset
            others outer partition plan pragma preceding query raise range recursive regexp reindex release
            rename replace restrict right rollback row rows savepoint temp temporary ties trigger unbounded
            vacuum view virtual with without""");

    /** Where an expression begins, these are taken for what they mean even if a column has that name. */
    private static final Set<String> WINNING =
            Set.of("cast", "current_date", "current_time", "current_timestamp", "raise", "true", "false");

    private Keywords() {}

    private static Set<String> words(String text) {
        return Set.of(text.split("\\s+"));
    }

    /** {@return whether the word is never a name unless quoted} */
    static boolean isReserved(String word) {
        return RESERVED.contains(Identifiers.fold(word));
    }

    /** {@return whether the word is a keyword where a value is expected} */
    static boolean startsOperand(String word) {
        return isReserved(word) || WINNING.contains(Identifiers.fold(word));
    }

    /** {@return whether the word is a keyword where an operator is expected} */
    static boolean followsOperand(String word) {
        return isReserved(word) || FALLING_BACK.contains(Identifiers.fold(word));
    }
}

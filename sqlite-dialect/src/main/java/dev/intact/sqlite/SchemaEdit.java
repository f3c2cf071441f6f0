package dev.intact.sqlite;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.QueryPart;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Another definition for a table, put in the place of the stored one (<a
 * href="https://sqlite.org/lang_altertable.html#otheralter">ALTER TABLE</a>, section 7), with a proof after each thing that
 * could go wrong.
 */
final class SchemaEdit {
    private static final long FEWEST = 1L << 16;
    private static final long MOST = 1L << 28;
    private static final long VERSIONS = 1L << 31;

    private SchemaEdit() {}

    static void of(StageDraft draft, CreateTable present, CreateTable wanted, Exchange exchange, String purpose) {
        var name = draft.table().name().name();
        exchange.build();
        draft.run(DSL.query("pragma writable_schema = on"), "let the stored schema be edited")
                .run(
                        DSL.query(
                                "update main.sqlite_schema set sql = {0} where {1} and sql = {2}",
                                DSL.inline(wanted.sql()), isTable(name), DSL.inline(present.sql())),
                        purpose);
        proveOneChanged(draft);
        exchange.exchange();
        draft.run(SchemaVersions.raise(version(draft.statements())), "let every connection read the schema anew")
                .run(DSL.query("pragma writable_schema = reset"), "read the schema anew");
        proveStored(draft, wanted);
        exchange.finish();
        draft.warnOfLength();
    }

    static void proveOneChanged(StageDraft draft) {
        draft.prove(
                DSL.query("select changes() as changed where changes() <> 1"),
                "exactly one definition was there and is changed");
    }

    /** The definition that is read back. */
    static void proveStored(StageDraft draft, CreateTable wanted) {
        draft.prove(
                DSL.query(
                        "select 'another definition is stored' as problem"
                                + " where (select sql from main.sqlite_schema where {0}) is not {1}",
                        isTable(draft.table().name().name()), DSL.inline(wanted.sql())),
                "the definition is the new one");
    }

    /**
     * What quick_check leaves out is whether indexes and rows agree, which no definition of the same rows changes; the full
     * check takes ten times as long. It does look at NOT NULL, CHECK and STRICT. Older builds take no schema
     * there; nothing temporary has the table's name.
     */
    static void proveSound(StageDraft draft) {
        draft.prove(
                DSL.query(
                        "select quick_check from pragma_quick_check({0}) where quick_check <> 'ok'",
                        DSL.inline(draft.table().name().name())),
                "every row keeps to the new definition");
    }

    private static QueryPart isTable(String name) {
        return DSL.sql("type = 'table' and name = {0}", DSL.inline(name));
    }

    /**
     * Far from what it is: after a rollback a connection may go on with the edited schema under that version, and take the
     * next change of the schema by somebody else, which raises it by one, for what it knows already.
     */
    private static long version(Statements statements) {
        try {
            long present = Long.parseLong(statements
                    .column("pragma main.schema_version", "schema_version")
                    .get(0));
            return Math.floorMod(present + ThreadLocalRandom.current().nextLong(FEWEST, MOST), VERSIONS);
        } catch (SQLException e) {
            throw new DataAccessException("the version of the schema", e);
        }
    }
}

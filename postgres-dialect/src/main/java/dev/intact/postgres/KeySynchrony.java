package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.operation.KeyCopy;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Triggers that let the columns which a table has of another's key follow that, while applications write which know nothing
 * of them: one fills a row that is inserted or refers elsewhere, the other changes the rows that refer to one which is
 * changed. Triggers of one event fire by name (documentation, "Overview of Trigger Behavior"): the one that begins with a
 * capital before the server's own {@code RI_ConstraintTrigger}, so that a foreign key finds the rows changed already, and
 * the one that begins with a tilde after everyone's.
 *
 * <p>The function that fills carries the text of what is under way, and whether it has come to its end, as its comment.
 */
final class KeySynchrony {
    /** What the trigger of the child is called. */
    static final String FILL = "~intact_keyfill_";

    /** What begins the comment while rows are yet to be filled. */
    static final String FILLING = "filling ";

    /** What begins the comment when all are. */
    static final String FILLED = "filled ";

    private static final String FOLLOW = "Intact_keyfollow_";
    private static final QueryPart ALWAYS = DSL.raw("");

    private final Catalog before;
    private final KeyCopy copy;
    private final Equality equality;
    private final OwnTriggers triggers;

    KeySynchrony(Catalog before, KeyCopy copy, DSLContext database) {
        this.before = before;
        this.copy = copy.exact(before);
        this.equality = new Equality(database);
        var suffix = OwnTriggers.suffix(
                this.copy.child(),
                this.copy.parent(),
                ColumnPair.from(this.copy.joined()).toString());
        this.triggers = new OwnTriggers(this.copy.child(), suffix, "let the columns follow the key");
    }

    private Table child() {
        return before.table(copy.child());
    }

    private Table parent() {
        return before.table(copy.parent());
    }

    // ---- making

    /** The child first, as writers of both lock them. */
    List<Step> lock() {
        return List.of(
                lock(copy.child(), Lock.Mode.ACCESS_EXCLUSIVE, "access exclusive"),
                lock(copy.parent(), Lock.Mode.SHARE_ROW_EXCLUSIVE, "share row exclusive"));
    }

    private static Step lock(TableName table, Lock.Mode mode, String words) {
        return Steps.brief(
                Ddl.sql("lock table {0} in {1} mode", Names.of(table), DSL.raw(words)),
                "keep others from writing",
                Locks.on(table, mode));
    }

    List<Step> begin() {
        var fill = "fill a row that is inserted, or refers elsewhere";
        var follow = "change the rows that refer to one that is changed";
        var steps = new ArrayList<Step>();
        steps.add(triggers.function(FILL, filling(), fill));
        steps.add(triggers.trigger(FILL, child(), "before insert or update", ALWAYS, fill));
        steps.add(triggers.function(FOLLOW, following(), follow));
        steps.add(triggers.trigger(
                FOLLOW, parent(), heldAtOnce().isEmpty() ? "after insert or update" : "after update", ALWAYS, follow));
        steps.add(triggers.enableAlways(child(), List.of(FILL)));
        steps.add(triggers.enableAlways(parent(), List.of(FOLLOW)));
        steps.add(triggers.comment(FILL, FILLING + copy));
        return steps;
    }

    Step sayFilled() {
        return triggers.comment(FILL, FILLED + copy);
    }

    /** The foreign key by which rows refer, if there is one already. */
    private Optional<ForeignKey> key() {
        return child().foreignKeys().stream()
                .filter(key -> key.referenced().equals(copy.parent())
                        && Set.copyOf(key.columns()).equals(Set.copyOf(ColumnPair.from(copy.joined()))))
                .findFirst();
    }

    /** The key, if it holds rows at once: otherwise the row that is referred to may come after the one that refers to it. */
    private Optional<ForeignKey> heldAtOnce() {
        return key().filter(key -> !key.deferral().deferrable());
    }

    /**
     * The row that is referred to is locked as a foreign key locks it: since the new columns are a key's, what would change
     * them waits, and then finds this row. Where there is no such row, the columns are emptied, but for those that are
     * never NULL, and not the reference's alone.
     */
    private String filling() {
        var all = copy.all();
        var missing = Ddl.or(all.stream()
                .map(pair -> Ddl.part("{0} is null", DSL.name("new", pair.from())))
                .toList());
        var referring = ColumnPair.from(copy.joined());
        var told = ColumnPair.from(all);
        var elsewhere = Ddl.part(
                "tg_op = 'UPDATE' and {0} and not {1}",
                differ("new", referring, "old", referring), differ("new", told, "old", told));
        var emptied = all.stream()
                .filter(pair ->
                        child().find(pair.from()).filter(Column::notNull).isEmpty())
                .map(pair -> Ddl.sql("{0} := null;", DSL.name("new", pair.from())))
                .collect(Collectors.joining(" "));
        return Ddl.sql(
                "declare referred pg_catalog.record; begin if {0} or {1} then {2}"
                        + "select {3} into referred from only {4} as \"parent\" where {5} for key share;"
                        + " if found then {6} {7}else {8} end if; end if; return new; end",
                missing,
                elsewhere,
                DSL.raw(own()),
                PairSql.columns("parent", ColumnPair.to(all)),
                Names.of(copy.parent()),
                refers("parent", "new"),
                DSL.raw(assigned("referred")),
                DSL.raw(refused()),
                DSL.raw(emptied.isEmpty() ? "null;" : emptied));
    }

    private String assigned(String from) {
        return copy.all().stream()
                .map(pair -> Ddl.sql("{0} := {1};", DSL.name("new", pair.from()), DSL.name(from, pair.to())))
                .collect(Collectors.joining(" "));
    }

    /** A row that refers to itself finds no other. */
    private String own() {
        return copy.child().equals(copy.parent())
                ? Ddl.sql("if {0} then {1} return new; end if; ", refers("new", "new"), DSL.raw(assigned("new")))
                : "";
    }

    /** As the foreign key would say it, which is asked only when NULL has been refused. */
    private String refused() {
        return heldAtOnce()
                .map(key -> Ddl.sql(
                        "elsif {0} then raise exception using errcode = 'foreign_key_violation', schema = {1}, table = {2},"
                                + " constraint = {3}, message = {4}, detail = {5}; ",
                        Ddl.and(copy.joined().stream()
                                .map(pair -> Ddl.part("{0} is not null", DSL.name("new", pair.from())))
                                .toList()),
                        DSL.inline(String.valueOf(copy.child().schema())),
                        DSL.inline(copy.child().name()),
                        DSL.inline(String.valueOf(key.name())),
                        DSL.inline("insert or update on table \"%s\" violates foreign key constraint \"%s\""
                                .formatted(copy.child().name(), key.name())),
                        DSL.inline("Key is not present in table \"%s\"."
                                .formatted(copy.parent().name()))))
                .orElse("");
    }

    private String following() {
        var all = copy.all();
        var changed = differ("new", ColumnPair.to(all), "old", ColumnPair.to(all));
        return Ddl.sql(
                "begin if tg_op = 'INSERT' or {0} then update only {1} as \"child\" set ({2}) = row({3}) where {4} and {5};"
                        + " end if; return null; end",
                changed,
                Names.of(copy.child()),
                Ddl.names(ColumnPair.from(all)),
                PairSql.columns("new", ColumnPair.to(all)),
                refers("new", "child"),
                differ("child", ColumnPair.from(all), "new", ColumnPair.to(all)));
    }

    private static QueryPart differ(String one, List<String> columns, String other, List<String> others) {
        return Equality.differ(
                Equality.image(PairSql.columns(one, columns)), Equality.image(PairSql.columns(other, others)));
    }

    private QueryPart refers(String parent, String child) {
        return Ddl.and(copy.joined().stream()
                .map(pair -> equality.equal(
                        parent().column(pair.to()).type(), DSL.name(parent, pair.to()), DSL.name(child, pair.from())))
                .toList());
    }

    // ---- the end

    private List<OwnTriggers.Made> all() {
        return List.of(new OwnTriggers.Made(FILL, copy.child()), new OwnTriggers.Made(FOLLOW, copy.parent()));
    }

    private Set<String> names() {
        return Set.of(triggers.name(FILL), triggers.name(FOLLOW));
    }

    /** {@return the steps that end them, where they will be there} */
    List<Step> end() {
        return end(names());
    }

    /** {@return the steps that end those of them that are there now} */
    List<Step> endFound(DSLContext database) {
        return end(triggers.found(database, names()));
    }

    private List<Step> end(Set<String> there) {
        var steps = new ArrayList<Step>(triggers.endTriggers(all(), there));
        steps.addAll(triggers.endFunctions(all(), there));
        return steps;
    }
}

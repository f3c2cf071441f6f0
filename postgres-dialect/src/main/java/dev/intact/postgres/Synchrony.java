package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.operation.Absorption;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/**
 * Triggers that keep two 1:1 tables equal in what both hold, while applications write to the one or the other.
 *
 * <p>A loop of writing to and fro ends where values are the same already. What is written is what the row holds by then: a
 * trigger of somebody else's may have changed it since it was NEW. Triggers of one event fire by name (documentation,
 * "Overview of Trigger Behavior"): those that begin with a capital before the server's own {@code RI_ConstraintTrigger},
 * so that a row is there before a foreign key looks for it, and those that begin with a tilde after everyone's.
 *
 * <p>The function that fills carries the text of what is under way, as its comment: by that a run that goes on knows it.
 */
final class Synchrony {
    /** What the trigger of the target is called by which a copying that has begun is known. */
    static final String FILL = "~intact_fill_";

    /** The same for rows that are updated: most are filled already, and to find that out a function takes long. */
    private static final String FILL_UP = "~intact_fillup_";

    /** What the trigger of the source is called. */
    static final String COPY = "Intact_copy_";

    /** What the trigger of the target is called by which it is known that both tables are kept equal. */
    static final String INSERT = "Intact_insert_";

    private static final String FILLING = "fill a row that is inserted, pointed elsewhere, or not filled yet";

    private static final String UPDATE = "Intact_update_";
    private static final String DELETE = "Intact_delete_";
    private static final String RELEASE = "Intact_release_";
    private static final String TRUNCATE = "Intact_truncate_";

    private final PairSql pair;
    private final SynchronySql sql;
    private final String suffix;
    private final OwnTriggers triggers;

    private Synchrony(PairSql pair, DSLContext database) {
        this.pair = pair;
        this.sql = new SynchronySql(pair, database);
        this.suffix =
                OwnTriggers.suffix(pair.absorption().source(), pair.absorption().target());
        this.triggers = new OwnTriggers(pair.target().name(), suffix, "keep both tables equal");
    }

    static Synchrony of(Catalog before, Absorption absorption, DSLContext database) {
        return new Synchrony(PairSql.of(before, absorption), database);
    }

    /** {@return what of it is not possible} */
    SynchronyLimits limits() {
        return new SynchronyLimits(pair, sql);
    }

    /** The flag of a row that is not filled yet: NULL where that is forbidden in the end. */
    String flag() {
        return pair.absorption().moved().stream()
                .filter(each -> pair.source().column(each.from()).notNull())
                .map(ColumnPair::to)
                .findFirst()
                .orElseThrow();
    }

    // ---- from the source to the target

    Step lockForCopying() {
        var source = pair.source().name();
        var target = pair.target().name();
        return Steps.brief(
                Ddl.sql("lock table {0} in share row exclusive mode", Names.of(source)),
                "keep others from writing",
                List.of(new Lock(Lock.Mode.SHARE_ROW_EXCLUSIVE, source), new Lock(Lock.Mode.ACCESS_EXCLUSIVE, target)));
    }

    List<Step> beginCopying() {
        var steps = new ArrayList<Step>();
        steps.addAll(trigger(
                COPY,
                pair.source(),
                "after insert or update",
                DSL.raw(""),
                sql.copying(),
                "copy what is written to " + pair.source().name().name()));
        steps.add(triggers.function(FILL, filling(false), FILLING));
        steps.add(triggers.trigger(FILL, pair.target(), "before insert", DSL.raw(""), FILLING));
        steps.add(triggers.trigger(
                FILL_UP,
                FILL,
                pair.target(),
                "before update",
                Deferral.NOT_DEFERRABLE,
                Ddl.part(" when ({0})", sql.toBeFilled(flag())),
                FILLING));
        steps.addAll(trigger(
                UPDATE,
                pair.target(),
                "after update",
                Ddl.part(" when ({0})", sql.changed(flag())),
                sql.mirroring(),
                "copy what is written to " + pair.target().name().name() + ", where it is filled"));
        steps.add(triggers.comment(FILL, pair.absorption().toString()));
        steps.addAll(guard(pair.source(), "s"));
        steps.addAll(guard(pair.target(), "t"));
        steps.add(triggers.enableAlways(pair.source(), List.of(COPY, TRUNCATE + "s")));
        steps.add(triggers.enableAlways(pair.target(), List.of(FILL, FILL_UP, UPDATE, TRUNCATE + "t")));
        return steps;
    }

    private String filling(boolean numbered) {
        var numbering = pair.absorption().joined().stream()
                .filter(each -> numbered && pair.absorption().pointer().contains(each.from()))
                .map(each -> Ddl.sql(
                        "if tg_op = 'INSERT' then if {0} is null then {0} := {1}; end if; end if; ",
                        DSL.name("new", each.from()), sql.next(each.to()).orElseThrow()))
                .collect(Collectors.joining());
        return sql.filling(numbering, flag());
    }

    private List<Step> guard(Table table, String which) {
        return trigger(
                TRUNCATE + which,
                table,
                "before truncate",
                DSL.raw(""),
                Ddl.sql(
                        "begin raise exception using errcode = 'object_in_use', message = {0}; end",
                        DSL.inline("TRUNCATE of %s is not possible while %s becomes a part of %s"
                                .formatted(
                                        table.name(),
                                        pair.source().name(),
                                        pair.target().name()))),
                "keep TRUNCATE out, which no trigger can follow");
    }

    // ---- from the target to the source

    Step lockForMirroring() {
        var target = pair.target().name();
        return Steps.brief(
                Ddl.sql("lock table {0} in share row exclusive mode", Names.of(target)),
                "keep others from writing",
                Locks.on(target, Lock.Mode.SHARE_ROW_EXCLUSIVE));
    }

    List<Step> beginMirroring() {
        var steps = new ArrayList<Step>();
        steps.add(triggers.function(FILL, filling(true), "number a row that a new application inserts"));
        steps.addAll(insertion());
        releasedBy()
                .ifPresent(key -> steps.addAll(trigger(
                        RELEASE,
                        pair.target(),
                        "after delete",
                        DSL.raw(""),
                        sql.releasing(key),
                        "take away what would keep a row from being deleted")));
        steps.addAll(deletion());
        var kinds = new ArrayList<>(List.of(INSERT, DELETE));
        releasedBy().ifPresent(key -> kinds.add(RELEASE));
        steps.add(triggers.enableAlways(pair.target(), kinds));
        return steps;
    }

    /**
     * Not before the foreign key is checked, if there is one: an old application may insert the row of the source after
     * the one that points at it, as long as that is in one transaction.
     */
    private List<Step> insertion() {
        return trigger(
                INSERT,
                pair.target(),
                "after insert",
                pair.insertedLate(),
                DSL.raw(""),
                sql.inserting(),
                "give a new row its other half");
    }

    /** A foreign key of the source that would refuse, before the transaction's end, that its other half is deleted. */
    private Optional<ForeignKey> releasedBy() {
        return pair.source().foreignKeys().stream()
                .filter(key -> key.referenced().equals(pair.target().name()))
                .filter(key -> key.onDelete() == ForeignKey.Action.RESTRICT
                        || (key.onDelete() == ForeignKey.Action.NO_ACTION
                                && key.deferral() != Deferral.INITIALLY_DEFERRED))
                .findFirst();
    }

    /** At the end of the transaction: an old application deletes both, in whichever order. */
    private List<Step> deletion() {
        return trigger(
                DELETE,
                pair.target(),
                "after delete",
                Deferral.INITIALLY_DEFERRED,
                DSL.raw(""),
                sql.deleting(),
                "take the other half of a row away with it");
    }

    // ---- statements

    private List<Step> trigger(
            String kind, Table table, String event, QueryPart condition, String body, String purpose) {
        return trigger(kind, table, event, Deferral.NOT_DEFERRABLE, condition, body, purpose);
    }

    private List<Step> trigger(
            String kind,
            Table table,
            String event,
            Deferral deferral,
            QueryPart condition,
            String body,
            String purpose) {
        return List.of(
                triggers.function(kind, body, purpose),
                triggers.trigger(kind, table, event, deferral, condition, purpose));
    }

    // ---- the end

    private List<OwnTriggers.Made> all() {
        var source = pair.source().name();
        var target = pair.target().name();
        return Stream.concat(
                        releasedBy().stream().map(key -> new OwnTriggers.Made(RELEASE, target)),
                        Stream.of(
                                new OwnTriggers.Made(INSERT, target),
                                new OwnTriggers.Made(UPDATE, target),
                                new OwnTriggers.Made(DELETE, target),
                                new OwnTriggers.Made(FILL, target),
                                new OwnTriggers.Made(FILL_UP, target),
                                new OwnTriggers.Made(TRUNCATE + "t", target),
                                new OwnTriggers.Made(TRUNCATE + "s", source),
                                new OwnTriggers.Made(COPY, source)))
                .toList();
    }

    /** {@return what notes the rows that are written to, in the end} */
    Touched touched() {
        return new Touched(pair, suffix);
    }

    /** {@return the names of all of them} */
    Set<String> names() {
        return all().stream().map(made -> triggers.name(made.kind())).collect(Collectors.toSet());
    }

    /** {@return the names of those that the database has now} */
    Set<String> found(DSLContext database) {
        return triggers.found(database, names());
    }

    /** {@return the steps that drop those of them that are there} Nothing is kept equal any more. */
    List<Step> endTriggers(Set<String> there) {
        return triggers.endTriggers(all(), there);
    }

    /** {@return the same where the source goes, and what is on it with it} */
    List<Step> endTriggersOfTarget(Set<String> there) {
        var target = pair.target().name();
        return triggers.endTriggers(
                all().stream().filter(made -> made.table().equals(target)).toList(), there);
    }

    /** {@return the step that drops their functions, if there are any} */
    List<Step> endFunctions(Set<String> there) {
        return triggers.endFunctions(
                all().stream().filter(made -> !made.kind().equals(FILL_UP)).toList(), there);
    }
}

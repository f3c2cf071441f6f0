package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Scope;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jooq.DSLContext;

/**
 * Reads the tables of a scope and their neighbours: a handful of queries, each for all of the tables and through the
 * catalogs' own indexes, so that it costs the same in a small schema and in a large one.
 *
 * <p>No query returns a catalog's column as it is, but a cast or a comparison: jOOQ asks the driver which tables the
 * columns are from, and the driver asks the server.
 */
final class CatalogReader {
    private final DSLContext database;
    private final ServerReader.Found found;

    CatalogReader(DSLContext database, ServerReader.Found found) {
        this.database = database;
        this.found = found;
    }

    Catalog read(Scope scope) {
        var finder = new RelationFinder(database, found.searchPath());
        return readNamed(scope.everything() ? scope.withTables(finder.all()) : scope, finder);
    }

    private Catalog readNamed(Scope scope, RelationFinder finder) {
        var relations = relations(scope, finder);
        var tables = tables(relations.values());
        var forms = new HashMap<TableName, Map<String, String>>();
        var normalForms = new NormalForms(database);
        expressions(scope, relations).forEach((name, texts) -> {
            var table = tables.get(name);
            if (table != null) {
                var all = new TreeSet<>(texts);
                all.addAll(NormalForms.storedIn(table));
                forms.put(name, normalForms.of(name, all));
            }
        });
        forms.forEach(
                (name, texts) -> tables.computeIfPresent(name, (key, table) -> NormalForms.normalized(table, texts)));
        return new Catalog(found.server(), found.searchPath(), tables, forms, normalForms.ofTypes(scope.types()));
    }

    private static Map<TableName, Relation> relations(Scope scope, RelationFinder finder) {
        var names = new TreeSet<>(scope.tables());
        names.addAll(scope.mayBeThere());
        var relations = finder.find(names);
        for (var name : scope.tables()) {
            if (!relations.containsKey(name)) {
                throw finder.unknown(name);
            }
        }
        return relations;
    }

    /** The expressions of the change by the full names of their tables. */
    private static Map<TableName, Set<String>> expressions(Scope scope, Map<TableName, Relation> relations) {
        var byName = new HashMap<TableName, Set<String>>();
        scope.expressions().forEach((name, texts) -> {
            var relation = relations.get(name);
            if (relation != null) {
                texts.forEach(SqlText::single);
                byName.computeIfAbsent(relation.name(), key -> new HashSet<>()).addAll(texts);
            }
        });
        return byName;
    }

    private SortedMap<TableName, Table> tables(Collection<Relation> relations) {
        var tables = new TreeMap<TableName, Table>();
        if (relations.isEmpty()) {
            return tables;
        }
        var subjects = Subjects.of(database, found.version(), Neighbourhood.of(database, relations));
        var drafts = new TreeMap<Long, TableDraft>();
        var questions = new ArrayList<Question>();
        questions.add(TableReader.question(subjects, drafts));
        questions.add(ColumnReader.question(subjects, drafts));
        questions.add(ConstraintReader.question(subjects, drafts));
        questions.addAll(IndexReader.questions(subjects, drafts));
        questions.addAll(DependentReader.questions(subjects, drafts));
        subjects.ask(questions);
        drafts.values().forEach(draft -> tables.put(draft.name, draft.table()));
        return tables;
    }
}

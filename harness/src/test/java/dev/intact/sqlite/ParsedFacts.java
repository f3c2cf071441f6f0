package dev.intact.sqlite;

import dev.intact.sqlite.ConstraintClause.Collate;
import dev.intact.sqlite.ConstraintClause.Default;
import dev.intact.sqlite.ConstraintClause.Generated;
import dev.intact.sqlite.ConstraintClause.NotNull;
import dev.intact.sqlite.ConstraintClause.PrimaryKey;
import dev.intact.sqlite.ConstraintClause.Unique;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the parser read, in the words of {@link SchemaFacts}, with what SQLite makes of it. */
final class ParsedFacts {
    private final CreateTable table;

    private ParsedFacts(CreateTable table) {
        this.table = table;
    }

    static List<String> of(CreateTable table) {
        var parsed = new ParsedFacts(table);
        var facts = new ArrayList<String>();
        facts.add(SchemaFacts.options(table.withoutRowid(), table.strict()));
        for (var column : table.columns()) {
            facts.add(SchemaFacts.type(column.name(), column.type() == null ? "" : type(column.type())));
            facts.add(parsed.column(column));
        }
        table.foreignKeys()
                .forEach(key -> facts.add(SchemaFacts.foreignKey(
                        key.columns(),
                        key.referenced(),
                        key.referencedColumns(),
                        key.onDelete().name().replace('_', ' '),
                        key.onUpdate().name().replace('_', ' '))));
        facts.addAll(parsed.keys());
        return facts;
    }

    static List<String> of(CreateIndex index, CreateTable table) {
        return SchemaFacts.index(
                index.unique(), index.predicate() != null, new ParsedFacts(table).terms(index.terms()));
    }

    private String column(ColumnDefinition column) {
        var rank = primaryKey().stream()
                        .map(term -> Identifiers.fold(String.valueOf(term.column())))
                        .toList()
                        .indexOf(Identifiers.fold(column.name()))
                + 1;
        var notNullByKey = rank > 0 && (table.withoutRowid() || (table.strict() && !hasRowidAlias()));
        return SchemaFacts.column(
                column.name(),
                notNullByKey || clauses(column, NotNull.class).findAny().isPresent(),
                last(clauses(column, Default.class)).map(Default::expression).orElse(null),
                rank,
                last(clauses(column, Generated.class))
                        .map(generated -> generated.stored() ? 3 : 2)
                        .orElse(0));
    }

    /** SQLite gives its own types in capitals, and of a type that starts with a quote what is in those quotes. */
    private static String type(String declared) {
        var first = Tokenizer.tokenize(declared).get(0);
        if (first.kind() != Token.Kind.WORD) {
            return Identifiers.unquote(first);
        }
        var capitals = declared.toUpperCase(Locale.ROOT);
        return List.of("ANY", "BLOB", "INT", "INTEGER", "REAL", "TEXT").contains(capitals) ? capitals : declared;
    }

    private List<IndexedColumn> primaryKey() {
        return table.allConstraints()
                .filter(PrimaryKey.class::isInstance)
                .flatMap(key -> ((PrimaryKey) key).columns().stream())
                .toList();
    }

    /** SQLite keeps one index for equal keys, with the directions of the first, and none for a rowid alias. */
    private List<String> keys() {
        var terms = new ArrayList<List<IndexedColumn>>();
        table.allConstraints().forEach(constraint -> {
            if (constraint instanceof Unique unique) {
                terms.add(unique.columns());
            } else if (constraint instanceof PrimaryKey key && !hasIntegerKey()) {
                terms.add(key.columns());
            }
        });
        if (hasIntegerKey() && table.withoutRowid()) {
            // Comes last, and without its collation: convertToWithoutRowidTable in build.c.
            var key = primaryKey().get(0);
            terms.add(List.of(new IndexedColumn(key.expression(), key.column(), null, key.descending(), key.span())));
        }
        var keys = new LinkedHashMap<List<String>, String>();
        for (var key : terms) {
            var written = terms(key);
            keys.putIfAbsent(
                    written.stream().map(term -> term.replace(" desc", " asc")).toList(), SchemaFacts.key(written));
        }
        return keys.values().stream().sorted().toList();
    }

    private boolean hasRowidAlias() {
        return hasIntegerKey() && !table.withoutRowid();
    }

    /** https://sqlite.org/lang_createtable.html#rowid: not with DESC, but only directly behind the column. */
    private boolean hasIntegerKey() {
        if (primaryKey().size() != 1) {
            return false;
        }
        var key = primaryKey().get(0);
        var column = table.column(String.valueOf(key.column())).orElseThrow();
        var inline = clauses(column, PrimaryKey.class).findAny().isPresent();
        return "integer".equalsIgnoreCase(column.type()) && !(inline && key.descending());
    }

    private List<String> terms(List<IndexedColumn> terms) {
        return terms.stream()
                .map(term -> SchemaFacts.term(term.column(), collation(term), term.descending()))
                .toList();
    }

    private String collation(IndexedColumn term) {
        if (term.collation() != null) {
            return term.collation();
        }
        return term.column() == null
                ? SchemaFacts.INHERITED
                : table.column(term.column())
                        .flatMap(column -> last(clauses(column, Collate.class)))
                        .map(Collate::collation)
                        .orElse("binary");
    }

    private static <T extends ConstraintClause> Stream<T> clauses(ColumnDefinition column, Class<T> kind) {
        return column.constraints().stream().filter(kind::isInstance).map(kind::cast);
    }

    private static <T> Optional<T> last(Stream<T> clauses) {
        return clauses.reduce((first, second) -> second);
    }
}

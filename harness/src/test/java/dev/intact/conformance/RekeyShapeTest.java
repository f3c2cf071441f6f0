package dev.intact.conformance;

import static dev.intact.Operations.addColumn;
import static dev.intact.Operations.addForeignKey;
import static dev.intact.Operations.column;
import static dev.intact.Operations.dropUnique;
import static dev.intact.Operations.rekey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intact.catalog.TableName;
import dev.intact.check.ViolationsException;
import dev.intact.error.DependentsException;
import dev.intact.error.InvalidChangeException;
import dev.intact.harness.Snapshot;
import dev.intact.operation.Change;
import dev.intact.operation.Operation;
import dev.intact.operation.Rekey;
import dev.intact.operation.Reverse;
import dev.intact.operation.SurrogateKey;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Whatever the keys are, and whoever refers to them, and to whom in turn. */
class RekeyShapeTest extends Conformance {
    private static final Rekey ACCOUNT = rekey("account").from("nr").toPrimaryKey("bank", "nr");

    RekeyShapeTest(Target target) {
        super(target);
    }

    /** Accounts whose numbers are to repeat in other banks. */
    private void createAccounts(String... more) {
        execute("""
                create table account (nr integer not null primary key, bank varchar(9) not null, owner text);
                insert into account values (1, 'x', 'Ann'), (2, 'x', 'Ben'), (3, 'y', 'Cem');
                """);
        execute(more);
    }

    /** There, again, and back, and the rows are those that were there. */
    private void assertThereAndBack(Operation... operations) {
        var rows = Snapshot.rows(database);
        var schema = Snapshot.schema(database);
        var report = apply(operations);
        assertConverged(operations);
        intact().apply(Change.parse(
                ((Reverse.Reversible) report.reverse()).change().text()));
        assertThat(Snapshot.rows(database)).isEqualTo(rows);
        if (target.isPostgres()) {
            assertThat(Snapshot.schema(database)).isEqualTo(schema);
        }
        apply(operations);
    }

    // ---- the table's own keys

    @Test
    void makesTheWiderKeyThePrimaryOne() {
        createAccounts("create table entry (id integer primary key, nr integer not null references account (nr))");
        execute("insert into entry values (1, 1), (2, 3)");
        assertThereAndBack(ACCOUNT);
        execute("insert into account values (1, 'y', 'Dan')", "insert into entry values (3, 1, 'y')");
        assertThat(rows("select id, nr, bank from entry order by 1")).hasToString("[[1, 1, x], [2, 3, y], [3, 1, y]]");
        assertRefusedByDatabase("insert into account values (1, 'y', 'Eve')");
        assertRefusedByDatabase("insert into entry values (4, 2, 'y')");
    }

    @Test
    void widensAUniqueKeyBesideThePrimaryOne() {
        execute("create table device (id integer primary key, serial integer not null, maker text not null,"
                + " constraint uq_serial unique (serial))");
        execute("create table repair (id integer primary key, serial integer references device (serial))");
        execute("insert into device values (1, 7, 'A'), (2, 8, 'A')", "insert into repair values (1, 7), (2, null)");
        var change = rekey("device").from("serial").toUnique("serial", "maker");
        assertThereAndBack(change);
        execute("insert into device values (3, 7, 'B')");
        assertThat(rows("select id, serial, maker from repair order by 1")).hasToString("[[1, 7, A], [2, null, null]]");
    }

    @Test
    void widensAUniqueIndex() {
        execute(
                "create table device (id integer primary key, serial integer not null, maker varchar(9) not null)",
                "create unique index ux_serial on device (serial)",
                "create table repair (id integer primary key, serial integer not null references device (serial))",
                "insert into device values (1, 7, 'A')",
                "insert into repair values (1, 7)");
        assertThereAndBack(rekey("device").from("serial").toUnique("maker", "serial"));
        execute("insert into device values (3, 7, 'B')");
    }

    @Test
    void takesAKeyOfSeveralColumns() {
        execute("""
                create table seat (line integer not null, place integer not null, hall varchar(9) not null, primary key (line, place));
                create table booking (id integer primary key, p integer, l integer, who text, foreign key (l, p) references seat (line, place));
                insert into seat values (1, 1, 'big'), (1, 2, 'big'), (2, 1, 'small');
                insert into booking values (1, 2, 1, 'a'), (2, 1, 2, 'b'), (3, null, null, 'c');
                """);
        var change = rekey("seat").from("line", "place").toPrimaryKey("hall", "line", "place");
        assertThereAndBack(change);
        assertThat(rows("select id, hall, l, p from booking order by 1"))
                .hasToString("[[1, big, 1, 2], [2, small, 2, 1], [3, null, null, null]]");
    }

    @Test
    void tellsOfReferencesThatAreHalfNull() {
        execute("""
                create table seat (line integer not null, place integer not null, hall varchar(9) not null, primary key (line, place));
                create table booking (id integer primary key, l integer, p integer, foreign key (l, p) references seat (line, place));
                insert into seat values (1, 1, 'big');
                insert into booking values (1, 1, 1), (2, 77, null);
                """);
        var change = rekey("seat").from("line", "place").toPrimaryKey("hall", "line", "place");
        var refusal = assertRefused(ViolationsException.class, () -> apply(change));
        assertThat(refusal.violations()).hasSize(1);
        assertThat(refusal.violations().get(0).rows()).isEqualTo(1);
        assertThat(refusal.getMessage()).contains("id = 2");
    }

    @Test
    void refusesAnotherKeyThatWouldGoOnToForbidIt() {
        createAccounts("create unique index ux_nr on account (nr)");
        var refusal = assertRefused(DependentsException.class, () -> apply(ACCOUNT));
        assertThat(refusal.getMessage()).contains("ux_nr").contains("dropUnique");
        var both = List.of(dropUnique("account", "nr").named("ux_nr"), ACCOUNT);
        apply(both.toArray(Operation[]::new));
        execute("insert into account values (1, 'y', 'Dan')");
    }

    @Test
    void takesAColumnThatComesWithTheChange() {
        createAccounts("create table entry (id integer primary key, nr integer not null references account (nr))");
        execute("insert into entry values (1, 1), (2, 3)");
        var change = List.of(
                addColumn("account", "country", "varchar(2)").notNull().defaultValue("'de'"),
                rekey("account").from("nr").toPrimaryKey("country", "nr"));
        assertThereAndBack(change.toArray(Operation[]::new));
        assertThat(rows("select id, nr, country from entry order by 1")).hasToString("[[1, 1, de], [2, 3, de]]");
        execute("insert into account values (1, 'x', 'Dan', 'fr')");
    }

    @Test
    void takesAColumnThatIsFilledRowByRow() {
        createAccounts("create table entry (id integer primary key, nr integer not null references account (nr))");
        execute("insert into entry values (1, 1), (2, 3)");
        var change = List.of(
                addColumn("account", "branch", "varchar(20)").notNull().filledBy("bank || '/' || owner"),
                rekey("account").from("nr").toPrimaryKey("nr", "branch"));
        apply(change.toArray(Operation[]::new));
        assertThat(rows("select id, nr, branch from entry order by 1")).hasToString("[[1, 1, x/Ann], [2, 3, y/Cem]]");
        assertConverged(change.toArray(Operation[]::new));
    }

    // ---- who refers to it

    @Test
    void followsEachOfTwoReferencesByItsOwnColumns() {
        createAccounts(
                "create table transfer (id integer primary key, payer integer not null references account (nr),"
                        + " payee integer references account (nr) on delete set null)",
                "insert into transfer values (1, 1, 3), (2, 2, null)");
        assertThatThrownBy(() -> apply(ACCOUNT))
                .isInstanceOf(InvalidChangeException.class)
                .hasMessageContaining("refers twice")
                .hasMessageContaining(".referencedBy(\"transfer\", column(\"pay");
        var change = ACCOUNT.referencedBy(
                        "transfer",
                        column("payer").to("nr"),
                        column("payer_bank").to("bank"))
                .referencedBy(
                        "transfer",
                        column("payee").to("nr"),
                        column("payee_bank").to("bank"));
        assertThereAndBack(change);
        assertThat(rows("select id, payer, payer_bank, payee, payee_bank from transfer order by 1"))
                .hasToString("[[1, 1, x, 3, y], [2, 2, x, null, null]]");
        execute("delete from account where nr = 3");
        assertThat(rows("select payee, payee_bank from transfer where id = 1")).hasToString("[[null, null]]");
    }

    @Test
    void followsAReferenceToTheTableItself() {
        createAccounts(
                "create table node (nr integer not null primary key, tree varchar(9) not null, parent integer references node (nr))",
                "insert into node values (1, 'x', null), (2, 'x', 1), (3, 'y', null), (4, 'y', 3)");
        var bare = rekey("node").from("nr").toPrimaryKey("tree", "nr");
        var refusal = assertRefused(InvalidChangeException.class, () -> apply(bare));
        assertThat(refusal.getMessage()).contains("referencedBy(\"node\"");
        var change = bare.referencedBy(
                "node", column("parent").to("nr"), column("parent_tree").to("tree"));
        assertThereAndBack(change);
        assertThat(rows("select nr, tree, parent, parent_tree from node order by 1"))
                .hasToString("[[1, x, null, null], [2, x, 1, x], [3, y, null, null], [4, y, 3, y]]");
        execute("insert into node values (1, 'y', 3, 'y')");
    }

    @Test
    void followsAReferenceWhoseColumnHasTheNewOnesName() {
        createAccounts(
                "create table entry (id integer primary key, bank integer not null references account (nr))",
                "insert into entry values (1, 1), (2, 3)");
        var refusal = assertRefused(InvalidChangeException.class, () -> apply(ACCOUNT));
        assertThat(refusal.getMessage()).contains("referencedBy(\"entry\", column(\"bank\").to(\"nr\")");
        assertThereAndBack(ACCOUNT.referencedBy(
                "entry", column("bank").to("nr"), column("bank_name").to("bank")));
        assertThat(rows("select id, bank, bank_name from entry order by 1")).hasToString("[[1, 1, x], [2, 3, y]]");
    }

    @Test
    void followsWhatRefersToAKeyThatIsWidened() {
        createAccounts("""
                create table card (nr integer not null references account (nr), slot integer not null, pin text, primary key (nr, slot));
                create table payment (id integer primary key, nr integer not null, slot integer not null, foreign key (nr, slot) references card (nr, slot) on delete cascade);
                insert into card values (1, 1, 'p'), (1, 2, 'q'), (3, 1, 'r');
                insert into payment values (1, 1, 2), (2, 3, 1);
                """);
        var refusal = assertRefused(DependentsException.class, () -> apply(ACCOUNT));
        assertThat(refusal.getMessage()).contains("card").contains("nr, slot");
        var change = ACCOUNT.widening("card", "nr", "slot");
        assertThereAndBack(change);
        assertThat(rows("select id, nr, slot, bank from payment order by 1"))
                .hasToString("[[1, 1, 2, x], [2, 3, 1, y]]");
        execute(
                "insert into account values (1, 'y', 'Dan')",
                "insert into card (nr, slot, pin, bank) values (1, 2, 's', 'y')",
                "insert into payment (id, nr, slot, bank) values (3, 1, 2, 'y')");
        assertRefusedByDatabase("insert into payment (id, nr, slot, bank) values (4, 3, 1, 'x')");
    }

    @Test
    void rekeysTwoTablesInOneChange() {
        createAccounts(
                "create table product (code varchar(9) not null primary key, shop varchar(9) not null)",
                "create table sale (id integer primary key, nr integer not null references account (nr), code varchar(9) references product (code))",
                "insert into product values ('p', 's1'), ('q', 's2')",
                "insert into sale values (1, 1, 'p'), (2, 3, null)");
        assertThereAndBack(ACCOUNT, rekey("product").from("code").toPrimaryKey("code", "shop"));
        assertThat(rows("select id, nr, bank, code, shop from sale order by 1"))
                .hasToString("[[1, 1, x, p, s1], [2, 3, y, null, null]]");
    }

    @Test
    void sharesAColumnThatIsAlwaysFilled() {
        createAccounts(
                "create table entry (id integer primary key, bank varchar(9) not null, nr integer references account (nr) on delete set null)",
                "insert into entry values (1, 'x', 1), (2, 'y', 3), (3, 'x', null)");
        if (target.isPostgres() && target.canTakeNullsForEqual()) {
            assertThereAndBack(ACCOUNT);
            execute("delete from account where nr = 1");
            assertThat(rows("select id, bank, nr from entry order by 1"))
                    .hasToString("[[1, x, null], [2, y, 3], [3, x, null]]");
        } else {
            var refusal = assertRefused(InvalidChangeException.class, () -> apply(ACCOUNT));
            assertThat(refusal.getMessage()).contains("SET NULL").contains("bank");
            apply(addForeignKey("entry", "nr").references("account", "nr").replacingExisting(), ACCOUNT);
            assertConverged(ACCOUNT);
        }
        assertRefusedByDatabase("update entry set bank = 'x' where id = 2");
    }

    @Test
    void givesKeysTheNamesThatAreSaid() {
        createAccounts("create table entry (id integer primary key, nr integer not null references account (nr))");
        var change = ACCOUNT.naming("the key", "account", "bank", "nr").naming("its \"entry\"", "entry", "nr", "bank");
        apply(change);
        var schema = Snapshot.schema(database).toString();
        assertThat(schema).contains("the key").contains(target.isPostgres() ? "its \"entry\"" : "its \"\"entry\"\"");
        assertConverged(change);
    }

    // ---- names

    @Test
    void takesNamesThatHaveToBeQuoted() {
        execute("""
                create table "the ""order""; drop table x" ("group" integer not null primary key, "größe €" varchar(9) not null);
                create table "select" (id integer primary key, "from" integer references "the ""order""; drop table x" ("group"));
                insert into "the ""order""; drop table x" values (1, 'a'), (2, 'b');
                insert into "select" values (1, 2), (2, null);
                """);
        var change = rekey("the \"order\"; drop table x")
                .from("group")
                .toUnique("größe €", "group")
                .withPrimaryKey("id of it's", SurrogateKey.UUID)
                .referencedBy(
                        "select",
                        column("from").to("group"),
                        column("user's \"").to("größe €"));
        assertThereAndBack(change);
        assertThat(rows("select id, \"from\", \"user's \"\"\" from \"select\" order by 1"))
                .hasToString("[[1, 2, b], [2, null, null]]");
    }

    @Test
    void takesTablesOfOtherSchemas() {
        Assumptions.assumeTrue(target.isPostgres());
        execute("""
                create schema "one two"; create schema other;
                create table "one two".account (nr integer not null primary key, bank varchar(9) not null);
                create table other.entry (id integer primary key, nr integer references "one two".account (nr));
                insert into "one two".account values (1, 'x'), (2, 'y');
                insert into other.entry values (1, 2), (2, null);
                """);
        assertThereAndBack(rekey(new TableName("one two", "account")).from("nr").toPrimaryKey("bank", "nr"));
        assertThat(rows("select id, nr, bank from other.entry order by 1")).hasToString("[[1, 2, y], [2, null, null]]");
    }
}

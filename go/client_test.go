// Tests of a gateway with Arrow's own Go clients: the Flight SQL client, and database/sql over it.
package vane

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	_ "github.com/apache/arrow-go/v18/arrow/flight/flightsql/driver"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

var address string

// One gateway for all tests, on free ports, in a folder that goes with it.
func TestMain(m *testing.M) {
	code, err := withGateway(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func withGateway(run func() int) (int, error) {
	folder, err := os.MkdirTemp("", "vane-go-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(folder)
	ready := filepath.Join(folder, "ready.json")
	gateway := exec.Command("../vane", "serve", "--data-dir", filepath.Join(folder, "data"),
		"--flight-port", "0", "--http-port", "0", "--ready-file", ready)
	gateway.Stderr = os.Stderr
	if err := gateway.Start(); err != nil {
		return 1, err
	}
	ended := make(chan error, 1)
	go func() { ended <- gateway.Wait() }()
	address, err = awaitReady(ready, ended)
	if err != nil {
		return 1, err
	}
	code := run()
	if err := gateway.Process.Signal(syscall.SIGTERM); err != nil {
		return 1, err
	}
	return code, <-ended
}

func awaitReady(file string, ended <-chan error) (string, error) {
	for {
		if text, err := os.ReadFile(file); err == nil {
			var told struct{ Flight string }
			if err := json.Unmarshal(text, &told); err != nil {
				return "", err
			}
			return strings.TrimPrefix(told.Flight, "grpc://"), nil
		}
		select {
		case err := <-ended:
			return "", fmt.Errorf("the gateway ended: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func connect(t *testing.T) *flightsql.Client {
	t.Helper()
	client, err := flightsql.NewClient(address, nil, nil, grpc.WithTransportCredentials(insecure.NewCredentials()))
	must(t, err)
	t.Cleanup(func() { client.Close() })
	return client
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var schema = arrow.NewSchema([]arrow.Field{
	{Name: "id", Type: arrow.PrimitiveTypes.Int64},
	{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
}, nil)

func numbers(allocator memory.Allocator, count int) arrow.RecordBatch {
	builder := array.NewRecordBuilder(allocator, schema)
	defer builder.Release()
	for i := range count {
		builder.Field(0).(*array.Int64Builder).Append(int64(i))
		if i%2 == 0 {
			builder.Field(1).(*array.StringBuilder).Append(fmt.Sprint("n", i))
		} else {
			builder.Field(1).AppendNull()
		}
	}
	return builder.NewRecordBatch()
}

func ingest(t *testing.T, client *flightsql.Client, table string, count int, options *flightsql.TableDefinitionOptions) (int64, error) {
	t.Helper()
	batch := numbers(memory.DefaultAllocator, count)
	defer batch.Release()
	reader, err := array.NewRecordReader(schema, []arrow.RecordBatch{batch})
	must(t, err)
	defer reader.Release()
	return client.ExecuteIngest(context.Background(), reader,
		&flightsql.ExecuteIngestOpts{Table: table, TableDefinitionOptions: options})
}

// The rows of a result as text, in the order in which they come.
func read(t *testing.T, client *flightsql.Client, info *flight.FlightInfo) []string {
	t.Helper()
	var rows []string
	for _, endpoint := range info.Endpoint {
		reader, err := client.DoGet(context.Background(), endpoint.Ticket)
		must(t, err)
		for reader.Next() {
			batch := reader.RecordBatch()
			for row := range int(batch.NumRows()) {
				var values []string
				for _, column := range batch.Columns() {
					values = append(values, column.ValueStr(row))
				}
				rows = append(rows, strings.Join(values, "|"))
			}
		}
		must(t, reader.Err())
		reader.Release()
	}
	return rows
}

func query(t *testing.T, client *flightsql.Client, text string) []string {
	t.Helper()
	info, err := client.Execute(context.Background(), text)
	must(t, err)
	return read(t, client, info)
}

func equal(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func refused(t *testing.T, err error, code codes.Code, word string) {
	t.Helper()
	if status.Code(err) != code || !strings.Contains(err.Error(), word+": ") {
		t.Fatalf("got %v, want %s with %s", err, code, word)
	}
}

const (
	createOption  = flightsql.TableDefinitionOptionsTableNotExistOptionCreate
	requireOption = flightsql.TableDefinitionOptionsTableNotExistOptionFail
	failOption    = flightsql.TableDefinitionOptionsTableExistsOptionFail
	appendOption  = flightsql.TableDefinitionOptionsTableExistsOptionAppend
	replaceOption = flightsql.TableDefinitionOptionsTableExistsOptionReplace
)

func TestIngestInAllModes(t *testing.T) {
	client := connect(t)
	create := &flightsql.TableDefinitionOptions{IfNotExist: createOption, IfExists: failOption}
	add := &flightsql.TableDefinitionOptions{IfNotExist: requireOption, IfExists: appendOption}
	replace := &flightsql.TableDefinitionOptions{IfNotExist: createOption, IfExists: replaceOption}
	createAppend := &flightsql.TableDefinitionOptions{IfNotExist: createOption, IfExists: appendOption}
	for _, step := range []struct {
		options *flightsql.TableDefinitionOptions
		rows    int
		after   string
	}{{create, 3, "3"}, {add, 2, "5"}, {createAppend, 4, "9"}, {replace, 1, "1"}} {
		written, err := ingest(t, client, "go_modes", step.rows, step.options)
		must(t, err)
		if written != int64(step.rows) {
			t.Fatalf("%d rows of %d were written", written, step.rows)
		}
		equal(t, query(t, client, "SELECT count(id) FROM go_modes"), step.after)
	}
	_, err := ingest(t, client, "go_modes", 1, create)
	refused(t, err, codes.AlreadyExists, "TABLE_EXISTS")
	_, err = ingest(t, client, "go_nothing", 1, add)
	refused(t, err, codes.NotFound, "TABLE_NOT_FOUND")
}

func TestStatementsAndParameters(t *testing.T) {
	ctx := context.Background()
	client := connect(t)
	written, err := client.ExecuteUpdate(ctx, "CREATE OR REPLACE TABLE go_names AS SELECT n AS id, 'n' || n AS name FROM range(10) r(n)")
	must(t, err)
	if written != 10 {
		t.Fatalf("%d rows were written", written)
	}
	prepared, err := client.Prepare(ctx, "SELECT id, name FROM go_names WHERE id > ? AND name <> ? ORDER BY id DESC LIMIT 2")
	must(t, err)
	if prepared.DatasetSchema().NumFields() != 2 || prepared.ParameterSchema().NumFields() != 2 {
		t.Fatalf("described as %v of %v", prepared.DatasetSchema(), prepared.ParameterSchema())
	}
	builder := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "1", Type: arrow.PrimitiveTypes.Int64}, {Name: "2", Type: arrow.BinaryTypes.String}}, nil))
	builder.Field(0).(*array.Int64Builder).Append(5)
	builder.Field(1).(*array.StringBuilder).Append("n9")
	prepared.SetParameters(builder.NewRecordBatch())
	info, err := prepared.Execute(ctx)
	must(t, err)
	equal(t, read(t, client, info), "8|n8", "7|n7")
	must(t, prepared.Close(ctx))
	_, err = client.Execute(ctx, "SELECT nme FROM go_names")
	refused(t, err, codes.InvalidArgument, "QUERY_INVALID")
	_, err = client.BeginTransaction(ctx)
	refused(t, err, codes.Unimplemented, "TRANSACTION_UNSUPPORTED")
}

func TestMetadata(t *testing.T) {
	ctx := context.Background()
	client := connect(t)
	_, err := client.ExecuteUpdate(ctx, "CREATE OR REPLACE TABLE go_described (id BIGINT, price DECIMAL(12, 4))")
	must(t, err)
	info, err := client.GetCatalogs(ctx)
	must(t, err)
	equal(t, read(t, client, info), "delta", "duckdb")
	pattern := "go_descr%"
	info, err = client.GetTables(ctx, &flightsql.GetTablesOpts{TableNameFilterPattern: &pattern, IncludeSchema: true})
	must(t, err)
	reader, err := client.DoGet(ctx, info.Endpoint[0].Ticket)
	must(t, err)
	defer reader.Release()
	if !reader.Next() || reader.RecordBatch().NumRows() != 1 {
		t.Fatal("the table is not listed once")
	}
	columns := reader.RecordBatch().Columns()
	described, err := flight.DeserializeSchema(columns[len(columns)-1].(*array.Binary).Value(0), memory.DefaultAllocator)
	must(t, err)
	if described.Field(1).Type.String() != "decimal(12, 4)" {
		t.Fatalf("price is %s", described.Field(1).Type)
	}
}

func TestResultIsCancelled(t *testing.T) {
	ctx := context.Background()
	client := connect(t)
	info, err := client.Execute(ctx, "SELECT * FROM range(1000000000)")
	must(t, err)
	reader, err := client.DoGet(ctx, info.Endpoint[0].Ticket)
	must(t, err)
	defer reader.Release()
	if !reader.Next() {
		t.Fatal(reader.Err())
	}
	result, err := client.CancelFlightInfo(ctx, &flight.CancelFlightInfoRequest{Info: info})
	must(t, err)
	if result.Status != flight.CancelStatusCancelled {
		t.Fatalf("the status is %v", result.Status)
	}
	for reader.Next() {
	}
	if status.Code(reader.Err()) != codes.Canceled {
		t.Fatalf("the reader ended with %v", reader.Err())
	}
}

func TestDatabaseSql(t *testing.T) {
	ctx := context.Background()
	db, err := sql.Open("flightsql", "flightsql://"+address)
	must(t, err)
	defer db.Close()
	_, err = db.ExecContext(ctx, "CREATE OR REPLACE TABLE go_sql (id BIGINT, name VARCHAR, at TIMESTAMP, price DOUBLE, ok BOOLEAN)")
	must(t, err)
	result, err := db.ExecContext(ctx, "INSERT INTO go_sql VALUES (?, ?, TIMESTAMP '2026-02-03 04:05:06.789', ?, ?)", int64(7), "Größe", 2.5, true)
	must(t, err)
	if affected, err := result.RowsAffected(); err != nil || affected != 1 {
		t.Fatalf("%d rows, %v", affected, err)
	}
	var id int64
	var name string
	var at time.Time
	var price float64
	var ok bool
	must(t, db.QueryRowContext(ctx, "SELECT * FROM go_sql WHERE id = ?", int64(7)).Scan(&id, &name, &at, &price, &ok))
	if id != 7 || name != "Größe" || !at.Equal(time.Date(2026, 2, 3, 4, 5, 6, 789_000_000, time.UTC)) || price != 2.5 || !ok {
		t.Fatal(id, name, at, price, ok)
	}
	if err := db.QueryRowContext(ctx, "SELECT * FROM go_sql WHERE id = ?", int64(8)).Scan(&id, &name, &at, &price, &ok); !errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
}

// The program that docs/flight-sql.md shows is the one that is run here.
func TestExampleOfThePage(t *testing.T) {
	program, err := os.ReadFile("example/main.go")
	must(t, err)
	page, err := os.ReadFile("../docs/flight-sql.md")
	must(t, err)
	if !strings.Contains(string(page), "```go\n"+string(program)+"```\n") {
		t.Fatal("docs/flight-sql.md does not show example/main.go as it is")
	}
	run := exec.Command("go", "run", "./example", address)
	run.Stderr = os.Stderr
	output, err := run.StdoutPipe()
	must(t, err)
	must(t, run.Start())
	printed, err := io.ReadAll(output)
	must(t, err)
	must(t, run.Wait())
	if want := "4 rows are durable\nnorth 3.5\nsouth 4\n"; string(printed) != want {
		t.Fatalf("printed %q, want %q", printed, want)
	}
}

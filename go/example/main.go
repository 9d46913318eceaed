// Reads and writes tables of a gateway from Go. Usage: go run ./example [ADDRESS]
package main

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	_ "github.com/apache/arrow-go/v18/arrow/flight/flightsql/driver"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
	address := "127.0.0.1:8889"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	ctx := context.Background()

	// Many rows go in as a stream, which is one commit.
	client, err := flightsql.NewClient(address, nil, nil, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	written, err := client.ExecuteIngest(ctx, trades(), &flightsql.ExecuteIngestOpts{
		Table: "go_trades",
		TableDefinitionOptions: &flightsql.TableDefinitionOptions{
			IfNotExist: flightsql.TableDefinitionOptionsTableNotExistOptionCreate,
			IfExists:   flightsql.TableDefinitionOptionsTableExistsOptionReplace,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(written, "rows are durable")

	// Questions go by database/sql.
	db, err := sql.Open("flightsql", "flightsql://"+address)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT region, sum(amount) FROM go_trades WHERE id > ? GROUP BY region ORDER BY region", int64(0))
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var region string
		var amount float64
		if err := rows.Scan(&region, &amount); err != nil {
			log.Fatal(err)
		}
		fmt.Println(region, amount)
	}
	if err := rows.Err(); err != nil {
		log.Fatal(err)
	}
}

func trades() array.RecordReader {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "region", Type: arrow.BinaryTypes.String},
		{Name: "amount", Type: arrow.PrimitiveTypes.Float64},
	}, nil)
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	builder.Field(0).(*array.Int64Builder).AppendValues([]int64{0, 1, 2, 3}, nil)
	builder.Field(1).(*array.StringBuilder).AppendValues([]string{"north", "north", "south", "north"}, nil)
	builder.Field(2).(*array.Float64Builder).AppendValues([]float64{100, 2.5, 4, 1}, nil)
	reader, err := array.NewRecordReader(schema, []arrow.RecordBatch{builder.NewRecordBatch()})
	if err != nil {
		log.Fatal(err)
	}
	return reader
}

using System.Diagnostics;
using System.Globalization;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;
using Npgsql;

namespace Diagnoser.Benchmarks;

/// <summary>
/// Times events from the collector's sink through spool, RabbitMQ, <c>diagnoser server</c> and PostgreSQL, everything durable and confirmed, until
/// the last one is committed in the store.
/// </summary>
internal sealed class PipelineRate(int events, int hosts, int servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Uri _broker = new(Needed("DIAGNOSER__Bus__RabbitMq__Uri"));
    private readonly string _database = Needed("DIAGNOSER__Store__Postgres__ConnectionString");

    /// <summary>Runs it and prints the rates.</summary>
    public async Task<int> MeasureAsync()
    {
        var processes = new List<Process>();
        var folder = Directory.CreateTempSubdirectory("diagnoser-bench-");
        try
        {
            for (var i = 0; i < servers; i++)
            {
                processes.Add(Start());
            }

            await using var source = NpgsqlDataSource.Create(_database);
            await WaitAsync(source, "SELECT count(*) FROM partition_lease WHERE owner IS NOT NULL", EventWire.DefaultPartitions);
            var made = SampleEvents.Make(events, hosts).ToList();
            using var spool = EventSpool.Open(folder.FullName, TimeProvider.System, Console.Error.WriteLine);
            using var sink = new SpoolSink(spool, TimeProvider.System, n => Console.Error.WriteLine(n.Text));
            using var stop = new CancellationTokenSource();
            var watch = Stopwatch.StartNew();
            var writing = sink.RunAsync();
            var publishing = new BrokerPublisher(new BrokerOptions(_broker), spool, sink, TimeProvider.System, n => Console.Error.WriteLine(n.Text)).RunAsync(stop.Token);
            foreach (var dockerEvent in made)
            {
                await sink.PublishAsync(dockerEvent, CancellationToken.None);
            }

            sink.Complete();
            await writing;
            var spooled = watch.Elapsed;
            while (spool.Count > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }

            var confirmed = watch.Elapsed;
            await WaitAsync(source, "SELECT count(*) FROM event", events);
            var kept = watch.Elapsed;
            await stop.CancelAsync();
            await publishing;
            var bytes = made.Average(e => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(e, ContractsJson.Default.DockerEvent).Length);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{events:N0} events of {bytes:0} bytes, {hosts} hosts, {servers} servers: spooled {events / spooled.TotalSeconds:N0}/s, confirmed by the broker {events / confirmed.TotalSeconds:N0}/s, kept {events / kept.TotalSeconds:N0}/s ({kept.TotalSeconds:0.0} s)"));
            return 0;
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill();
                process.Dispose();
            }

            folder.Delete(recursive: true);
        }
    }

    private static string Needed(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set; tests/bench-pipeline brings up a broker and a database");

    private static Process Start() => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "diagnoser.dll"), "server", "--http", "127.0.0.1:0"]))!;

    private static async Task WaitAsync(NpgsqlDataSource source, string question, long answer)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var command = source.CreateCommand(question);
                if ((long)(await command.ExecuteScalarAsync())! >= answer)
                {
                    return;
                }
            }
            catch (PostgresException) when (watch.Elapsed < Patience)
            {
                // The tables are not there yet.
            }

            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException(question);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}

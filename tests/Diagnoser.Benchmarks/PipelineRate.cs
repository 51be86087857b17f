using System.Diagnostics;
using System.Globalization;
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
            var made = Enumerable.Range(0, hosts).Select(host => SampleEvents.Make(host, events / hosts).ToList()).ToList();
            var collectors = made.Select((_, host) => new BenchCollector(_broker, Path.Combine(folder.FullName, $"{host}"))).ToList();
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(collectors.Zip(made, (collector, own) => Task.Run(() => collector.SpoolAsync(own))));
            var spooled = watch.Elapsed;
            await Task.WhenAll(collectors.Select(c => c.PublishedAsync()));
            var confirmed = watch.Elapsed;
            await WaitAsync(source, "SELECT count(*) FROM event", made.Sum(own => own.Count));
            var kept = watch.Elapsed;
            foreach (var collector in collectors)
            {
                await collector.DisposeAsync();
            }

            var bytes = made[0].Average(e => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(e, ContractsJson.Default.DockerEvent).Length);
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

using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Tests.Sources.Containers;

public sealed class LedgerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Rows_and_facts_survive_a_restart()
    {
        var row = new LedgerRow(Some.Id, "api", "web", null, "shop/api:1")
        {
            StartedAt = Some.Noon.AddTicks(1),
            IsAlive = true,
            RestartCount = 2,
            ExitCode = 3,
            Error = "e",
            Health = "healthy",
        };
        using (var ledger = new Ledger(_folder))
        {
            ledger.Save(row with { RestartCount = 1 });
            ledger.Save(row);
            ledger.SaveFacts([new(LedgerFact.EngineId, "x")]);
        }

        using var again = new Ledger(_folder);
        Assert.Equal([row], again.Rows());
        Assert.Equal("x", again.Fact(LedgerFact.EngineId));
    }

    [Fact]
    public void A_ledger_that_cannot_be_written_tells_once_and_the_watch_goes_on()
    {
        var told = new List<string?>();
        using var ledger = new Ledger(_folder, told.Add);
        using (var other = new SqliteConnection($"Data Source={Path.Combine(_folder, "collector.db")};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            _ = command.ExecuteNonQuery();
            ledger.SaveFacts([new(LedgerFact.EngineId, "x")]);
            ledger.SaveFacts([new(LedgerFact.EngineId, "y")]);
        }

        ledger.SaveFacts([new(LedgerFact.EngineId, "z")]);

        Assert.Equal(2, told.Count);
        Assert.Contains("locked", told[0], StringComparison.Ordinal);
        Assert.Null(told[1]);
        Assert.Equal("z", ledger.Fact(LedgerFact.EngineId));
    }

    [Fact]
    public void A_removed_row_is_gone()
    {
        using var ledger = new Ledger(null);
        ledger.Save(new LedgerRow(Some.Id, "api", "web", "shop", "i"));
        ledger.Remove(Some.Id);

        Assert.Empty(ledger.Rows());
    }
}

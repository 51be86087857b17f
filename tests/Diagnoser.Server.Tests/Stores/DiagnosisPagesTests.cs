using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Stores;

public sealed class DiagnosisPagesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-pages-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Every_diagnosis_comes_once_the_newest_first_whatever_the_page(int size)
    {
        var diagnoses = Enumerable.Range(0, 12).Select(i => Some.Diagnosis($"d{i:00}") with { Time = Some.Noon.AddSeconds(i / 5) }).ToList();
        await using var store = SqliteStore.Open(Path.Combine(_folder, "diagnoser.db"));
        await using (var transaction = await store.BeginAsync(Stop))
        {
            await transaction.SaveAsync(new Conclusions([], diagnoses, []), Stop);
            await transaction.CommitAsync(Stop);
        }

        var read = new List<string>();
        await foreach (var diagnosis in DiagnosisPages.ReadAsync(store, new DiagnosisQuery { To = Some.Noon.AddSeconds(1) }, Stop, size))
        {
            read.Add(diagnosis.Id);
        }

        Assert.Equal(diagnoses.Take(10).Select(d => d.Id).Reverse(), read);
    }
}

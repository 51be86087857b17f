using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Stores;

public sealed class EventPagesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-pages-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Every_event_comes_once_in_order_of_time_whatever_the_page(int size)
    {
        // Many at one instant: more than a page.
        var events = Enumerable.Range(0, 20).Select(i => Some.Event(EventTypes.ContainerStart, $"c{i}", Some.Noon.AddSeconds(i / 8))).ToList();
        await using var store = SqliteStore.Open(Path.Combine(_folder, "diagnoser.db"));
        await using (var transaction = await store.BeginAsync(Stop))
        {
            _ = await transaction.AppendAsync([.. events.AsEnumerable().Reverse()], Stop);
            await transaction.CommitAsync(Stop);
        }

        var read = new List<DockerEvent>();
        await foreach (var dockerEvent in EventPages.ReadAsync(store, new EventQuery { From = Some.Noon, To = Some.Noon.AddSeconds(1) }, Stop, size))
        {
            read.Add(dockerEvent);
        }

        Assert.Equal(events.Take(16).Select(e => e.Id).Order(), read.Select(e => e.Id).Order());
        Assert.Equal(read.Select(e => e.Time).Order(), read.Select(e => e.Time));
    }
}

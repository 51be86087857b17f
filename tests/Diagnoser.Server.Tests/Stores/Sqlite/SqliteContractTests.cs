using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Tests.Stores.Sql;

namespace Diagnoser.Server.Tests.Stores.Sqlite;

public sealed class SqliteContractTests : StoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-store-").FullName;

    private protected override Task<IStore> OpenAsync() => Task.FromResult<IStore>(SqliteStore.Open(Path.Combine(_folder, "diagnoser.db")));

    private protected override ValueTask CloseAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Postgres;
using Diagnoser.Server.Tests.Stores.Sql;

namespace Diagnoser.IntegrationTests.Stores.Postgres;

public sealed class PostgresContractTests(DockerHost host, Database database) : StoreContract
{
    private string? _address;

    private protected override async Task<IStore> OpenAsync()
    {
        _address ??= await database.NewAsync(host.Require());
        return await PostgresStore.OpenAsync(_address, Token);
    }
}

using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Changes;

public sealed class ContainerIdentityTests
{
    public static TheoryData<string, string, string, bool> Identities => new()
    {
        { "api", "{}", "name/api", false },
        { "eager_hopper", "{}", "image/shop/api:1.2", true },
        { "shop-web-1", """{"com.docker.compose.project":"shop","com.docker.compose.service":"web","com.docker.compose.container-number":"1","com.docker.compose.oneoff":"False"}""", "compose/shop/web/1", false },
        { "2cb58e3da436_shop-web-2", """{"com.docker.compose.project":"shop","com.docker.compose.service":"web","com.docker.compose.container-number":"2"}""", "compose/shop/web/2", false },
        { "shop-web-run-1", """{"com.docker.compose.project":"shop","com.docker.compose.service":"web","com.docker.compose.container-number":"1","com.docker.compose.oneoff":"True"}""", "run/shop/web", true },
        { "web.3.y1", """{"com.docker.swarm.service.name":"shop_web","com.docker.swarm.task.name":"shop_web.3.y1bx"}""", "swarm/shop_web/3", false },
        { "web.n.y1", """{"com.docker.swarm.service.name":"web","com.docker.swarm.task.name":"web.node1.y1bx"}""", "swarm/web/node1", false },
        { "odd", """{"com.docker.swarm.service.name":"web","com.docker.swarm.task.name":"other"}""", "name/odd", false },
        { "odd", """{"com.docker.swarm.service.name":"web","com.docker.swarm.task.name":"web."}""", "name/odd", false },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void A_container_is_known_by_its_place(string name, string labels, string key, bool isShared)
    {
        var identity = ContainerIdentity.Of(new ConfiguredContainer().With("Name", $"\"/{name}\"").With("Config.Labels", labels).Snapshot());

        Assert.Equal((key, isShared), (identity.Key, identity.IsShared));
    }

    [Fact]
    public void Endless_labels_make_a_short_identity_of_their_own()
    {
        static string Key(string end) => ContainerIdentity.Of(new ConfiguredContainer().With("Config.Labels", $$"""{"com.docker.compose.service":"{{new string('x', 3000)}}{{end}}"}""").Snapshot()).Key;

        Assert.InRange(Key("a").Length, 1, 256);
        Assert.NotEqual(Key("a"), Key("b"));
    }
}

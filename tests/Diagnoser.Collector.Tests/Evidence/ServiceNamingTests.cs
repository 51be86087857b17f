using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class ServiceNamingTests
{
    [Theory]
    [InlineData("happy_turing", "registry:5000/shop/api:1.2@sha256:ab", "registry:5000/shop/api")]
    [InlineData("happy_turing7", "redis", "redis")]
    [InlineData("happy_turing", "4f6a1b2c3d4e", "happy_turing")]
    [InlineData("my_app", "redis", "my_app")]
    [InlineData("happy_", "redis", "happy_")]
    [InlineData("web-1", "redis", "web-1")]
    public void A_plain_container_goes_by_its_name_and_one_with_a_made_up_name_by_its_image(string name, string image, string service) =>
        Assert.Equal(new ServiceName(service, null, "none"), ServiceNaming.Of(new Dictionary<string, string>(), name, image));

    [Fact]
    public void Labels_win_Swarm_before_compose_before_our_own()
    {
        var labels = new Dictionary<string, string>
        {
            ["diagnoser.service"] = "own",
            ["com.docker.compose.service"] = "web",
            ["com.docker.compose.project"] = "shop",
            ["com.docker.swarm.service.name"] = "shop_web",
            ["com.docker.stack.namespace"] = "shop2",
        };

        Assert.Equal(new ServiceName("shop_web", "shop2", "swarm"), ServiceNaming.Of(labels, "n", "i"));
        _ = labels.Remove("com.docker.swarm.service.name");
        Assert.Equal(new ServiceName("web", "shop", "compose"), ServiceNaming.Of(labels, "n", "i"));
        _ = labels.Remove("com.docker.compose.service");
        Assert.Equal(new ServiceName("own", null, "none"), ServiceNaming.Of(labels, "n", "i"));
    }
}

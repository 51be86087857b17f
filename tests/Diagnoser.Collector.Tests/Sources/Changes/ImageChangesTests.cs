using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.Changes;

public sealed class ImageChangesTests : IDisposable
{
    private readonly HostTree _tree = new();
    private readonly MeasuredHost _host;
    private readonly ImageChanges _changes;

    public ImageChangesTests()
    {
        _host = new MeasuredHost(_tree);
        _changes = new ImageChanges(_host.Kit);
    }

    public void Dispose()
    {
        _host.Dispose();
        _tree.Dispose();
    }

    [Theory]
    [InlineData("nginx", "nginx:latest")]
    [InlineData("docker.io/library/nginx:1.27", "nginx:1.27")]
    [InlineData("shop/api:1", "shop/api:1")]
    [InlineData("registry:5000/api", "registry:5000/api:latest")]
    [InlineData("api@sha256:00", null)]
    [InlineData("sha256:9f86d081884c", null)]
    [InlineData("9f86d081884c7d65", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_a_tag_can_move(string? reference, string? tag) => Assert.Equal(tag, ImageChanges.Tag(reference));

    [Fact]
    public async Task A_tag_that_names_another_image_is_told_once()
    {
        await PulledAsync("nginx:latest", "sha256:a", 0);
        await PulledAsync("nginx:latest", "sha256:a", 1);
        await PulledAsync("nginx:latest", "sha256:b", 2);
        await PulledAsync("nginx", "sha256:b", 3);
        var told = await _host.Published.NextAsync(EventTypes.ChangeImage);

        Assert.Equal((Subject.Image, "sha256:b", "nginx:latest", Some.Noon.AddMinutes(2)), (told.Subject.Kind, told.Subject.Id, told.Subject.Name, told.Time));
        Assert.Equal(("sha256:a", "sha256:b"), (told.Attributes["change.image_id.from"].Text, told.Attributes["change.image_id.to"].Text));
        Assert.Equal(("nginx:latest", "sha256:b"), (told.Attributes[AttributeNames.ImageName].Text, told.Attributes[AttributeNames.ImageId].Text));
        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task A_container_tells_for_the_time_at_which_it_was_made()
    {
        await SeenAsync("sha256:b", "12:00:00");
        await SeenAsync("sha256:a", "11:00:00");
        await SeenAsync("sha256:b", "12:30:00");
        Assert.Equal(0, _host.Published.Waiting);

        await SeenAsync("sha256:c", "12:45:00");
        Assert.Equal("sha256:b", (await _host.Published.NextAsync(EventTypes.ChangeImage)).Attributes["change.image_id.from"].Text);
    }

    [Fact]
    public async Task What_is_found_at_the_first_start_is_no_news()
    {
        await SeenAsync("sha256:a", "11:00:00", isNews: false);
        await SeenAsync("sha256:b", "12:00:00", isNews: false);

        Assert.Equal(0, _host.Published.Waiting);
    }

    [Fact]
    public async Task Of_countless_tags_the_last_are_remembered()
    {
        for (var i = 0; i < 1100; i++)
        {
            await PulledAsync($"job:{i}", "sha256:a", i);
        }

        Assert.Equal(1024, _host.Kit.Ledger.Read("SELECT count(*) FROM images", row => row.GetInt32(0))[0]);
    }

    private Task PulledAsync(string reference, string id, int minute) =>
        _changes.SeenAsync(reference, id, Some.Noon.AddMinutes(minute), isNews: true, TestContext.Current.CancellationToken);

    private Task SeenAsync(string id, string created, bool isNews = true) =>
        _changes.SeenAsync(new ConfiguredContainer().With("Image", $"\"{id}\"").With("Created", $"\"2026-01-01T{created}Z\"").Snapshot(), isNews, TestContext.Current.CancellationToken);
}

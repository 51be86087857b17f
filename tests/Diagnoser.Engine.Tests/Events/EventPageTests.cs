using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Tests.Events;

public sealed class EventPageTests
{
    [Fact]
    public void The_page_of_events_says_what_the_catalogue_says()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Approved");
        var approved = File.Exists(Path.Combine(folder, "events.md")) ? File.ReadAllText(Path.Combine(folder, "events.md")).ReplaceLineEndings("\n") : "";
        var received = EventPage.Text();
        if (received != approved)
        {
            _ = Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, "events.md.received");
            File.WriteAllText(path, received);
            Assert.Fail($"docs/events.md differs from the catalogue. If the catalogue is right: cp {path} docs/events.md");
        }
    }

    [Fact]
    public void The_page_leaves_no_area_out() =>
        Assert.All(EventCatalogue.All, schema => Assert.Contains(schema.Name.Split('.')[0], EventPage.AreaNames));
}

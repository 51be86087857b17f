using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Sources.ContainerLogs;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Publishing;

public sealed class SoughtLinesInboxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sought-lines-");
    private readonly FakeTimeProvider _clock = new();
    private readonly LogLiterals _literals = new();
    private readonly List<CollectorNotice> _notices = [];

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public void What_was_heard_is_known_after_a_restart()
    {
        Inbox().Take("""["alpha","beta"]"""u8);
        var literals = new LogLiterals();

        new SoughtLinesInbox(_folder.FullName, literals, _clock, _notices.Add).Recall();

        Assert.Equal(["alpha", "beta"], literals.Texts);
    }

    [Fact]
    public void A_text_that_one_of_several_servers_still_says_counts()
    {
        var inbox = Inbox();
        inbox.Take("""["alpha","beta"]"""u8);
        _clock.Advance(TimeSpan.FromSeconds(90));
        inbox.Take("""["alpha"]"""u8);
        Assert.Equal(["alpha", "beta"], _literals.Texts);

        _clock.Advance(TimeSpan.FromSeconds(90));
        inbox.Take("""["alpha"]"""u8);

        Assert.Equal(["alpha"], _literals.Texts);
    }

    [Fact]
    public void What_is_no_list_is_passed_over_and_said()
    {
        var inbox = Inbox();
        inbox.Take("""["alpha"]"""u8);

        inbox.Take("{"u8);

        Assert.Equal(["alpha"], _literals.Texts);
        _ = Assert.Single(_notices);
    }

    [Fact]
    public void A_damaged_memory_is_no_obstacle()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "sought-lines.json"), "{");

        Inbox().Recall();

        Assert.True(_literals.IsEmpty);
    }

    private SoughtLinesInbox Inbox() => new(_folder.FullName, _literals, _clock, _notices.Add);
}

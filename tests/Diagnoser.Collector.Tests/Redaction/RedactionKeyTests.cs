using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Tests.Redaction;

public sealed class RedactionKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redaction-key-").FullName;

    private string KeyFile => Path.Combine(_folder, RedactionKey.FileName);

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void A_folders_key_stays_the_same() =>
        Assert.Equal(RedactionKey.Of(_folder).Hash("geheim"), RedactionKey.Of(_folder).Hash("geheim"));

    [Fact]
    public void Each_host_has_its_own() =>
        Assert.NotEqual(RedactionKey.Of(_folder).Hash("geheim"), RedactionKey.Of(Path.Combine(_folder, "other")).Hash("geheim"));

    [Fact]
    public void Only_its_owner_may_read_it()
    {
        _ = RedactionKey.Of(_folder);

        Assert.Equal(KeyFile, Assert.Single(Directory.GetFiles(_folder)));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        }
    }

    [Fact]
    public void A_file_that_is_no_key_is_refused_with_what_to_do()
    {
        File.WriteAllText(KeyFile, "abc");

        var problem = Assert.Throws<IOException>(() => RedactionKey.Of(_folder));

        Assert.Contains(KeyFile, problem.Message, StringComparison.Ordinal);
        Assert.Contains("remove it", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_secret_is_hashed_whole() =>
        Assert.NotEqual(RedactionKey.Of(_folder).Hash(new string('a', 5000) + "b"), RedactionKey.Of(_folder).Hash(new string('a', 5000) + "c"));
}

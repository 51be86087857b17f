using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Tests.Rules.Templates;

public sealed class ShellQuotesTests
{
    [Theory]
    [InlineData("echo ", false)]
    [InlineData("echo '", true)]
    [InlineData("echo 'a' ", false)]
    [InlineData("echo \"a\\\"", true)]
    [InlineData("echo \"a\\\"\" ", false)]
    [InlineData("echo `", true)]
    [InlineData("echo 'a\\' ", false)]
    [InlineData("echo $'a\\'", true)]
    [InlineData("echo $'a\\'' ", false)]
    [InlineData("echo \\", true)]
    [InlineData("cat <<EOF\n", true)]
    [InlineData("cat <<EOF && docker start ", false)]
    [InlineData("cat <<'EOF' > x\nit's\n", true)]
    [InlineData("cat <<EOF\nit's\nEOF\ndocker start ", false)]
    [InlineData("cat << EOF\n EOF\n", true)]
    [InlineData("cat <<-EOF\n\tEOF\ndocker start ", false)]
    [InlineData("cat <<A <<B\na\nA\n", true)]
    [InlineData("cat <<A <<B\na\nA\nb\nB\n", false)]
    [InlineData("cat <<< word\ndocker start ", false)]
    [InlineData("sort < file\ndocker start ", false)]
    public void A_placeholder_is_inside_quotes_or_not(string before, bool open)
    {
        var quotes = new ShellQuotes();

        quotes.Read(before);

        Assert.Equal(open, quotes.Open);
    }

    [Theory]
    [InlineData("cat <<EOF\na\nEOF", false)]
    [InlineData("cat <<EOF\na", true)]
    [InlineData("cat <<A <<B\na\nA", true)]
    [InlineData("echo 'a", true)]
    [InlineData("echo 'a'", false)]
    public void A_command_can_end_here_or_not(string command, bool unclosed)
    {
        var quotes = new ShellQuotes();

        quotes.Read(command);

        Assert.Equal(unclosed, quotes.Unclosed);
    }
}

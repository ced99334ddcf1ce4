using TwilioServer.Storage;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Storage;

public sealed class OutageLogTests
{
    [Fact]
    public void An_outage_is_told_once_when_it_begins_and_once_when_it_ends()
    {
        var lines = new LogLines<OutageLog>();
        var outage = new OutageLog(lines, "The table");
        outage.Succeeded();
        for (var i = 0; i < 50; i++)
            outage.Failed(new TimeoutException());
        outage.Succeeded();
        outage.Succeeded();
        outage.Failed(new TimeoutException());
        Assert.Equal(
            [
                "The table fails and is tried again until it does not; said once",
                "The table works again, after 50 failures",
                "The table fails and is tried again until it does not; said once",
            ],
            lines.Written
        );
    }
}

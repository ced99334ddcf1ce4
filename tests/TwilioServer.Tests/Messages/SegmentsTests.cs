using FsCheck;
using FsCheck.Fluent;
using TwilioServer.Messages;
using TwilioServer.Tests.Support;

namespace TwilioServer.Tests.Messages;

/// <summary>Segments are what is paid for.</summary>
public sealed class SegmentsTests
{
    public static TheoryData<string, TextEncoding, int, int> Texts =>
        new()
        {
            { "", TextEncoding.Gsm7, 0, 1 },
            { "Hello", TextEncoding.Gsm7, 5, 1 },
            { new string('a', 160), TextEncoding.Gsm7, 160, 1 },
            { new string('a', 161), TextEncoding.Gsm7, 161, 2 },
            { new string('a', 306), TextEncoding.Gsm7, 306, 2 },
            { new string('a', 307), TextEncoding.Gsm7, 307, 3 },
            { new string('a', 1600), TextEncoding.Gsm7, 1600, 11 },
            { "Ñandú está à Øl", TextEncoding.Ucs2, 15, 1 }, // ú and á are not in GSM 03.38
            { "Ñ à Ø é ¿ ¡ Ω", TextEncoding.Gsm7, 13, 1 },
            { "90 €", TextEncoding.Gsm7, 5, 1 },
            { "[x] {y} ~^|\\", TextEncoding.Gsm7, 20, 1 },
            { new string('€', 80), TextEncoding.Gsm7, 160, 1 },
            { new string('€', 81), TextEncoding.Gsm7, 162, 2 },
            // 153 is odd: the last septet of a segment stays empty rather than tear an escape from its character.
            { new string('€', 152), TextEncoding.Gsm7, 304, 2 },
            { new string('€', 153), TextEncoding.Gsm7, 306, 3 },
            { "It’s", TextEncoding.Ucs2, 4, 1 },
            { new string('я', 70), TextEncoding.Ucs2, 70, 1 },
            { new string('я', 71), TextEncoding.Ucs2, 71, 2 },
            { new string('я', 134), TextEncoding.Ucs2, 134, 2 },
            { new string('я', 135), TextEncoding.Ucs2, 135, 3 },
            { string.Concat(Enumerable.Repeat("🔧", 35)), TextEncoding.Ucs2, 70, 1 },
            { string.Concat(Enumerable.Repeat("🔧", 36)), TextEncoding.Ucs2, 72, 2 },
            // 67 is odd: 33 pairs a segment.
            { string.Concat(Enumerable.Repeat("🔧", 66)), TextEncoding.Ucs2, 132, 2 },
            { string.Concat(Enumerable.Repeat("🔧", 67)), TextEncoding.Ucs2, 134, 3 },
            { "\uD83D", TextEncoding.Ucs2, 1, 1 }, // half a pair is no reason to fail
            { "a\nb", TextEncoding.Gsm7, 3, 1 },
            { "a\tb", TextEncoding.Ucs2, 3, 1 },
        };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_cut_as_carriers_cut_it(string text, TextEncoding encoding, int units, int count) =>
        Assert.Equal(
            (encoding, units, count),
            (Segments.Of(text).Encoding, Segments.Of(text).Units, Segments.Of(text).Count)
        );

    [Fact]
    public void More_text_is_never_fewer_segments_and_none_holds_more_than_it_can() =>
        Properties.Hold(
            ArbMap.Default.ArbFor<NonNull<string>>(),
            text =>
            {
                var (whole, longer) = (Segments.Of(text.Get), Segments.Of(text.Get + "я"));
                var most = whole.Encoding == TextEncoding.Gsm7 ? 153 : 67;
                Assert.True(longer.Count >= whole.Count && whole.Count >= 1);
                Assert.True(whole.Count == 1 || whole.Units <= whole.Count * most);
            }
        );
}

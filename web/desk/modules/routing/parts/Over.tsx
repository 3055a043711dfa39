import Offers from './Offers';
import PadHost from './PadHost';

/** What routing keeps above every page: customers to take, and the pad for a message. */
export default function Over() {
  return (
    <>
      <Offers />
      <PadHost />
    </>
  );
}

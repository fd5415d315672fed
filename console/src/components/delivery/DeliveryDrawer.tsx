import { Drawer } from '@mantine/core';
import { DeliveryDetail } from './DeliveryDetail';
import { useDeliveryInAddress } from './useDeliveryInAddress';

/** Shows the delivery that the address names, beside the page. */
export function DeliveryDrawer() {
  const { id, close } = useDeliveryInAddress();
  return (
    <Drawer
      opened={id !== null}
      onClose={close}
      position="right"
      size="xl"
      title={id === null ? '' : `Delivery ${id}`}
      styles={{ title: { fontWeight: 600 } }}
    >
      {id !== null && <DeliveryDetail key={id} id={id} />}
    </Drawer>
  );
}
